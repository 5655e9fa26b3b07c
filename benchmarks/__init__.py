"""Speed and memory of the build and of loading, measured against the straightforward way on generated articles."""
