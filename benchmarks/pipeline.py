"""The project's own build: ``python -m benchmarks.pipeline TREE OUT [JOBS]``, on all cores without JOBS."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.compile import build
from scripts.layout import Layout

if __name__ == "__main__":
    build(Layout(Path(sys.argv[1])), Path(sys.argv[2]), jobs=int(sys.argv[3]) if sys.argv[3:] else None)
