"""All sections of the statistics, in order."""

from __future__ import annotations

import json
from pathlib import Path

from scripts.audit import read_audits
from scripts.check import CorpusCheck, corpus_proof
from scripts.desk import agreements
from scripts.layout import Layout, dumps_rows, write_text
from scripts.records import Article, Json

from .claims import claim_section, corpus_claims
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


def collect(check: CorpusCheck, articles: list[Article]) -> list[Section]:
    """Return all sections.

    Args:
        check: the check of the corpus, as :func:`scripts.check.checked_corpus` gives it.
        articles: its articles.

    Raises:
        UserError: a story has no split, or an article no passes.
    """
    layout = check.layout
    claims = corpus_claims(check, articles)
    proof = corpus_proof(check, articles)
    agreement = agreements(layout, list(layout.articles()), (None, "split", "pair"))
    return [
        spread(articles, claims),
        prose(articles, proof[SHARED_PASSAGES], read_reference(layout)),
        agreement_section(agreement[None]["all articles"], agreement["split"], agreement["pair"]),
        error_section(read_audits(layout)),
        registry_section(articles, check.registry),
        split_section(articles, check.stories, proof),
        claim_section(articles, claims),
    ]
