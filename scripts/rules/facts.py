"""Level 5: facts. Every toll and every name of an article is in its fact sheets, or declared with a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from scripts.quantity import numbers_in, vague_words_in
from scripts.records import Article, Finding, Registry, spans

_NAMES = frozenset({"PERSON", "ARMED_GROUP", "STATE_FORCE", "ORG", "NORP", "LOC", "FACILITY"})


def _plain(text: str) -> str:
    """Fold case, accents and typographic variants, which outlets vary and facts do not depend on."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\s\u2010-\u2015-]+", " ", bare.replace("’", "'").replace("‘", "'"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            if key not in {"url", "stance", "outcome", "victim_kind", "kind", "role", "date_precision", "event_type"}:
                yield from _strings(item)


def _sheets(article: Article) -> str:
    sheets = [{k: v for k, v in sheet.items() if k not in {"sources", "id"}} for sheet in article.metadata["facts"]]
    return " | ".join(_strings(sheets))


def _has(sheet_text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sheet_text) is not None


def missing_names(article: Article) -> dict[str, int]:
    """Return the names in ``article`` that its sheets do not hold, each with the index of its first span."""
    sheets = _plain(_sheets(article))
    missing: dict[str, int] = {}
    for index, span in spans(article):
        if span["label"] not in _NAMES or not span.get("named", True):
            continue
        if not _has(sheets, _plain(span["text"])):
            missing.setdefault(span["text"], index)
    return missing


def missing_numbers(article: Article) -> dict[str, int]:
    """Return the tolls in ``article`` whose numbers its sheets do not hold, each with the index of its first span."""
    sheets = _sheets(article)
    known, known_words = numbers_in(sheets), vague_words_in(sheets)
    for sheet in article.metadata["facts"]:
        for toll in sheet["tolls"]:
            known |= {toll[key] for key in ("low", "high") if toll.get(key) is not None}
    missing: dict[str, int] = {}
    for index, span in spans(article):
        if span["label"] != "CASUALTY":
            continue
        if vague_words_in(span["text"]) & known_words:
            continue
        stated = numbers_in(span["text"]) or {end for end in (span["low"], span["high"]) if end is not None}
        if stated - {0, 1} - known:
            missing.setdefault(span["text"], index)
    return missing


def _declared(article: Article) -> set[str]:
    return {item["text"] for item in article.metadata["declared"]}


def fact_name(article: Article, _: Registry) -> Iterator[Finding]:
    """Every name in an article is in its fact sheets, or declared with the reason why it is not."""
    if article.standoff:
        return
    for name, index in missing_names(article).items():
        if name not in _declared(article):
            yield Finding(
                "annotation",
                ("spans", index),
                f'the name "{name}" is in no fact sheet of the article',
                "a name of the sheets",
                name,
                'take it out of the article, or declare it in the metadata ("declared") with the reason',
            )


def fact_number(article: Article, _: Registry) -> Iterator[Finding]:
    """Every toll in an article is in its fact sheets, or declared with the reason why it is not."""
    if article.standoff:
        return
    for words, index in missing_numbers(article).items():
        if words not in _declared(article):
            yield Finding(
                "annotation",
                ("spans", index),
                f'the toll "{words}" is in no fact sheet of the article',
                "a number of the sheets",
                words,
                'correct the article, or declare the toll in the metadata ("declared") with the reason',
            )


def fact_declared(article: Article, _: Registry) -> Iterator[Finding]:
    """A declaration that is no longer needed is taken out."""
    if article.standoff:
        return
    needed = missing_names(article).keys() | missing_numbers(article).keys()
    for index, item in enumerate(article.metadata["declared"]):
        if item["text"] not in needed:
            yield Finding(
                "metadata",
                ("declared", index),
                f'"{item["text"]}" needs no declaration',
                "a name or toll that the article has and its sheets do not",
                item["text"],
                "delete the declaration",
            )
