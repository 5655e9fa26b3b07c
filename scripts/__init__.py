"""The pipeline: corpus + annotations -> read -> check -> split -> compile -> stage."""
