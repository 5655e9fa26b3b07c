"""The correction ledger: one row for each change that was made to gold after adjudication."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from .layout import Layout
from .records import Article, Json

FIELDS = ("date", "article", "kind", "rule", "before", "after")
_ENDS = ("head", "tail", "type")


def ledger_path(layout: Layout) -> Path:
    """Return the ledger's file."""
    return layout.annotations / "CORRECTIONS.tsv"


def kind_of_change(before: Json | None, after: Json | None) -> str:
    """Return what kind of error a correction mended, in words that say what gold had wrong."""
    row = before or after or {}
    if "zones" in row:
        return "zones"
    what = "relation" if "head" in row else "span"
    if before is None:
        return f"missed {what}"
    if after is None:
        return f"spurious {what}"
    if what == "relation":
        return "relation ends" if any(before[key] != after[key] for key in _ENDS) else "relation attribute"
    if before["label"] != after["label"]:
        return "label"
    return "boundary" if (before["start"], before["end"]) != (after["start"], after["end"]) else "attribute"


def rows(articles: list[Article]) -> Iterator[Json]:
    """Yield the rows of the ledger, in order of article and of making."""
    for article in articles:
        for change in article.annotation["provenance"].get("corrections", []):
            before, after = (json.loads(change[side]) if change[side] else None for side in ("before", "after"))
            yield {
                "date": change["date"],
                "article": article.id,
                "kind": kind_of_change(before, after),
                "rule": change["rule"],
                "before": change["before"] or "",
                "after": change["after"] or "",
            }


def ledger(articles: list[Article]) -> str:
    """Return the ledger as tab-separated values, with a header."""
    out = io.StringIO()
    writer: csv.DictWriter[str] = csv.DictWriter(out, FIELDS, dialect="excel-tab", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(articles))
    return out.getvalue()
