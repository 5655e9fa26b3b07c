"""The compiled Parquet -> tables, datasets, dataclasses. Reads what is installed; needs no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from . import schema
from .attach import attached_text
from .errors import DataError
from .tags import CONFIGS
from .types import Document, document_from_row

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

DATA = Path(__file__).parent / "data"


def configs() -> tuple[str, ...]:
    """Return the names of the configs; the first is the default."""
    return CONFIGS


@cache
def splits() -> tuple[str, ...]:
    """Return the names of the splits that this version has, in the order of the schema.

    Raises:
        DataError: the package was installed without its data.
    """
    present = {path.stem for path in (DATA / CONFIGS[0]).glob("*.parquet")}
    if not present:
        raise DataError(f"{DATA}: no data (reinstall conflictwire, or run `python -m scripts build` in a clone)")
    return tuple(name for name in schema.split_names() if name in present)


@cache
def manifest() -> dict[str, Any]:
    """Return the manifest of the data: version, counts, hashes of sources and files.

    Raises:
        DataError: the manifest is missing or damaged.
    """
    path = DATA / "manifest.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read ({error}); reinstall conflictwire") from error


def table(config: str = "documents", split: str | None = None) -> pa.Table:
    """Return a config as an Arrow table.

    Args:
        config: one of :func:`configs`.
        split: one of :func:`splits`; None for all of them, in order.

    Raises:
        ValueError: no such config or split.
        DataError: a data file is missing or damaged.
    """
    import pyarrow as pa

    if split is None:
        return pa.concat_tables([table(config, name) for name in splits()])
    from pyarrow.parquet import ParquetFile

    path = _path(config, split)
    try:
        with ParquetFile(path) as file:
            return file.read()
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: damaged ({error}); reinstall conflictwire") from error


def _path(config: str, split: str) -> Path:
    if config not in CONFIGS:
        raise ValueError(f"no config {config!r}; there are {', '.join(CONFIGS)}")
    if split not in splits():
        raise ValueError(f"no split {split!r}; there are {', '.join(splits())}")
    return DATA / config / f"{split}.parquet"


@overload
def load(config: str = "documents", split: None = None) -> datasets.DatasetDict: ...
@overload
def load(config: str, split: str) -> datasets.Dataset: ...
def load(config: str = "documents", split: str | None = None) -> datasets.DatasetDict | datasets.Dataset:
    """Return a config as Hugging Face datasets: all splits as a ``DatasetDict``, or one as a ``Dataset``.

    Labels of the token configs are ``ClassLabel``. Nothing is copied to a cache, so nothing can go stale.

    Raises:
        ValueError: no such config or split.
        DataError: a data file is missing or damaged.
    """
    from datasets import Dataset, DatasetDict

    if split is not None:
        return Dataset(table(config, split))  # pyright: ignore[reportArgumentType]
    return DatasetDict({name: Dataset(table(config, name)) for name in splits()})  # pyright: ignore[reportArgumentType]


def documents(split: str | None = None) -> Iterator[Document]:
    """Yield the articles of a split (or of all) as frozen dataclasses, spans and relations joined up.

    The text of a stand-off article is filled in where it has been attached, and is None where not.
    """
    for name in [split] if split is not None else splits():
        for batch in table("documents", name).to_batches(max_chunksize=256):
            for row in batch.to_pylist():
                yield document_from_row(row, attached_text(row["id"], row["sha256"]) if row["standoff"] else None)


def claims(article: str | None = None) -> list[dict[str, Any]]:
    """Return the claims of one article (or of all): who says how many of whom, where and when, with which stance.

    Raises:
        ValueError: no such article.
    """
    found: list[dict[str, Any]] = []
    texts: dict[str, str | None] = {}
    known = False
    for name in splits():
        ids = table("documents", name).select(["id", "sha256", "standoff"]).to_pylist()
        if article is not None and all(row["id"] != article for row in ids):
            continue
        known = True
        texts |= {row["id"]: attached_text(row["id"], row["sha256"]) for row in ids if row["standoff"]}
        rows = table("claims", name).to_pylist()
        found += [row for row in rows if article is None or row["article"] == article]
    if not known:
        raise ValueError(f"no article {article!r} (`conflictwire list` shows what there is)")
    return [_with_words(row, texts.get(row["article"])) for row in found]


def _with_words(row: dict[str, Any], text: str | None) -> dict[str, Any]:
    """Fill in the words of a stand-off article's claim from its attached text."""
    if text is None:
        return row
    pairs = (("text", "start", "end"), ("source", "source_start", "source_end"), ("cue", "cue_start", "cue_end"))
    words = {name: text[row[start] : row[end]] for name, start, end in pairs if row[start] is not None}
    return {**row, **words}
