"""ConflictWire: articles on armed conflict with stand-off annotations, and who says so.

>>> import conflictwire as cw
>>> cw.load("ner")                       # a datasets.DatasetDict
>>> cw.table("claims", "train")          # a pyarrow.Table
>>> next(iter(cw.documents("train")))    # a frozen dataclass, spans and relations joined up

Importing this package imports nothing from outside the standard library; each function imports what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .convert import to_pandas, to_polars, to_spacy
    from .loader import claims, configs, documents, load, manifest, splits, table
    from .tags import labels
    from .types import Attribution, Document, Event, Relation, Span, Zone

_HOME = {
    "Attribution": "types", "Document": "types", "Event": "types", "Relation": "types", "Span": "types",
    "Zone": "types", "claims": "loader", "configs": "loader", "documents": "loader", "load": "loader",
    "manifest": "loader", "splits": "loader", "table": "loader", "labels": "tags", "to_pandas": "convert",
    "to_polars": "convert", "to_spacy": "convert",
}  # fmt: skip

__all__ = [
    "Attribution",
    "Document",
    "Event",
    "Relation",
    "Span",
    "Zone",
    "claims",
    "configs",
    "documents",
    "labels",
    "load",
    "manifest",
    "splits",
    "table",
    "to_pandas",
    "to_polars",
    "to_spacy",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("conflictwire")
    if name in _HOME:
        value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
