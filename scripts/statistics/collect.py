"""All sections of the statistics, in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conflictwire.claim_table import claim_rows
from scripts.audit import read_audits
from scripts.check import load_articles, split_proof
from scripts.desk import agreement_of
from scripts.layout import Layout, dumps_rows, write_text
from scripts.read import read_json_file, read_registry
from scripts.records import Article, Json

from .claims import claim_section
from .measure import Section
from .prose import prose
from .quality import agreement_section, error_section, registry_section, split_section
from .real import measure_real
from .spread import spread

SHARED_PASSAGES = "eight-word passages shared by two stories"


def folder(layout: Layout) -> Path:
    """Return where the statistics, their plots and the reference figures stand."""
    return layout.root / "docs" / "statistics"


def read_reference(layout: Layout) -> Json | None:
    """Return what was measured on real text, None where nothing was."""
    path = folder(layout) / "real-text.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def write_reference(layout: Layout, articles: list[Article], real: Path) -> None:
    """Measure real text and store the figures.

    Raises:
        UserError: ``real`` holds no text in re3d's format, or the packages for it are missing.
    """
    write_text(folder(layout) / "real-text.json", dumps_rows(measure_real(articles, real), frozenset({"growth"})))


def collect(layout: Layout, articles: list[Article] | None = None) -> list[Section]:
    """Return all sections.

    Raises:
        UserError: a file of the corpus is missing or damaged.
    """
    found = load_articles(layout) if articles is None else articles
    registry = read_registry(layout)
    stories: dict[str, str] = read_json_file(layout, layout.splits, "splits")["stories"]
    names = {row["id"]: row["name"] for row in [*registry.place_rows, *registry.actor_rows]}
    claims = [row for a in found for row in claim_rows(a.id, a.annotation["spans"], a.annotation["relations"], names)]
    proof: dict[str, Any] = split_proof(layout)
    ids = list(layout.articles())
    agreement = [agreement_of(layout, ids, by) for by in (None, "split", "pair")]
    return [
        spread(found, claims),
        prose(found, proof[SHARED_PASSAGES], read_reference(layout)),
        agreement_section(agreement[0]["all articles"], agreement[1], agreement[2]),
        error_section(read_audits(layout)),
        registry_section(found, registry),
        split_section(found, stories, proof),
        claim_section(found, claims),
    ]
