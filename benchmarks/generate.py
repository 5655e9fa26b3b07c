"""Writes a source tree of generated articles: ``python -m benchmarks.generate FOLDER --articles 20000``.

Article n is the same in every tree of one seed, so a small tree holds the first articles of a large one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from .article import Generated, write_article
from .registry import Row, world
from .vocabulary import COUNTRIES

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = 500
_LATE = "2025-06-01"
_UNSEEN = frozenset({"americas", "southeast-asia"})
_PASSES = ("first", "second")
_encode = json.JSONEncoder(ensure_ascii=False).encode


def generate(folder: Path, articles: int, seed: int = 0) -> None:
    """Write a tree of ``articles`` articles that breaks no rule of the corpus.

    Args:
        folder: the root of the tree; made, must be empty or absent.
        articles: how many.
        seed: what the articles are drawn from.
    """
    for region in COUNTRIES:
        for parent in ("corpus", "annotations", *(f"annotations/passes/{name}" for name in _PASSES)):
            (folder / parent / region).mkdir(parents=True)
    blocks = [range(start, min(start + _BLOCK, articles)) for start in range(0, articles, _BLOCK)]
    stories: dict[str, str] = {}
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for found in pool.map(partial(_write_block, folder, seed), blocks):
            stories |= found
    registry = folder / "annotations" / "registry"
    registry.mkdir()
    for kind, rows in (("actors", world().actors), ("places", world().places)):
        (registry / f"{kind}.json").write_text(f'{{\n  "{kind}": {_rows(rows)}\n}}\n', encoding="utf-8")
    (folder / "splits.json").write_text(json.dumps({"stories": dict(sorted(stories.items()))}, indent=1) + "\n")
    for name in ("schema.json", "pyproject.toml"):
        shutil.copyfile(ROOT / name, folder / name)


def tree(parent: Path, articles: int) -> Path:
    """Return a tree of ``articles`` articles in ``parent``, generated unless this generator has left it there."""
    folder = parent / f"tree-{articles}"
    modules = ("vocabulary", "registry", "draft", "article", "generate")
    sources = [*(Path(__file__).with_name(f"{name}.py") for name in modules), ROOT / "schema.json"]
    made_by = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = folder / "generated_by"
    if not stamp.is_file() or stamp.read_text() != made_by:
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, articles)
        stamp.write_text(made_by)
    return folder


def _write_block(folder: Path, seed: int, numbers: range) -> dict[str, str]:
    """Write some articles and return story -> split."""
    stories: dict[str, str] = {}
    for number in numbers:
        article = write_article(number, seed)
        _write(folder, article)
        stories[article.story] = _split(article, number)
    return stories


def _split(article: Generated, number: int) -> str:
    if article.published >= _LATE:
        return "test_time"
    if article.region in _UNSEEN:
        return "test_region"
    return ("train", "train", "train", "validation", "train", "test", "train", "test", "train", "train")[number % 10]


def _write(folder: Path, article: Generated) -> None:
    name = f"{article.region}/{article.id}"
    annotation = article.annotation
    passes = [(kind, _annotator(f"model-{kind}")) for kind in _PASSES]
    described: list[Row] = []
    for kind, annotator in passes:
        data = _pass(article, kind, annotator).encode()
        (folder / f"annotations/passes/{kind}/{name}.json").write_bytes(data)
        described.append({"pass": kind, "annotator": annotator, "sha256": hashlib.sha256(data).hexdigest()})
    provenance = {
        "passes": described, "adjudicator": _annotator("model-third"), "decisions": [], "checked_by_person": [],
    }  # fmt: skip
    lists = ",\n".join(f'  "{key}": {_rows(annotation[key])}' for key in ("zones", "spans", "relations"))
    gold = f'{{\n  "id": "{article.id}",\n{lists},\n  "provenance": {_encode(provenance)}\n}}\n'
    raw = article.text.encode()
    metadata = {**article.metadata, "sha256": hashlib.sha256(raw).hexdigest()}
    fields = ",\n".join(f'  "{key}": {_encode(value)}' for key, value in metadata.items())
    (folder / f"corpus/{name}.txt").write_bytes(raw)
    (folder / f"corpus/{name}.json").write_bytes(f"{{\n{fields}\n}}\n".encode())
    (folder / f"annotations/{name}.json").write_bytes(gold.encode())


def _rows(rows: list[Row]) -> str:
    """Return rows as the corpus stores them: one a line."""
    return "[\n    " + ",\n    ".join(map(_encode, rows)) + "\n  ]"


def _annotator(name: str) -> Row:
    return {"name": name, "kind": "model", "date": "2026-01-01"}


def _pass(article: Generated, kind: str, annotator: Row) -> str:
    """Return a pass that marks nothing: the build hashes passes and reads nothing else of them."""
    zones = [{"start": 0, "end": len(article.text), "zone": "body"}]
    provenance = {"pass": kind, "annotator": annotator}
    return _encode({"id": article.id, "zones": zones, "spans": [], "relations": [], "provenance": provenance}) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a source tree of generated articles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    generate(given.folder, given.articles, given.seed)
