"""Cold starts: from nothing to the package imported, a table read, a dataset loaded."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from .measure import ROOT, Figures, cold

ROUNDS = 7
_DATA = ROOT / "src" / "conflictwire" / "data"
_FLOOR = "import sys; from pyarrow.parquet import ParquetFile; ParquetFile(sys.argv[1]).read()"
_CACHED = "import json, sys, datasets; datasets.load_dataset('parquet', data_files=json.loads(sys.argv[1]))"

#: What is measured -> what it is compared with.
AGAINST = {
    "import conflictwire": "python",
    'cw.table("ner", "train")': "pyarrow alone, the same file",
    'cw.load("ner")': "load_dataset, cached",
}


def measure_load(scratch: Path, rounds: int = ROUNDS) -> dict[str, list[Figures]]:
    """Return the runs of every case, taken in turn, round by round.

    Raises:
        FileNotFoundError: the package's own data has not been compiled.
    """
    files = {path.stem: str(path) for path in sorted(_DATA.glob("ner/*.parquet"))}
    if not files:
        raise FileNotFoundError(f"{_DATA}: no data (python -m scripts build)")
    cases = {
        "python": ["-c", "pass"],
        "import conflictwire": ["-c", "import conflictwire"],
        "pyarrow alone, the same file": ["-c", _FLOOR, files["train"]],
        'cw.table("ner", "train")': ["-c", 'import conflictwire as cw; cw.table("ner", "train")'],
        "import datasets": ["-c", "import datasets"],
        "load_dataset, cached": ["-c", _CACHED, json.dumps(files)],
        'cw.load("ner")': ["-c", 'import conflictwire as cw; cw.load("ner")'],
    }
    for command in cases.values():
        cold(command, scratch)
    runs: defaultdict[str, list[Figures]] = defaultdict(list)
    for _ in range(rounds):
        for name, command in cases.items():
            runs[name].append(cold(command, scratch))
    return dict(runs)
