"""Level 5: facts. Every toll and every name of an article is in its fact sheets, or declared with a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from scripts.quantity import numbers_in, vague_words_in
from scripts.records import Article, Finding, Registry, spans

_NAMES = frozenset({"PERSON", "ARMED_GROUP", "STATE_FORCE", "ORG", "NORP", "LOC", "FACILITY"})


_VARIANTS = str.maketrans({"’": "'", "‘": "'", "-": " ", "\u00a0": " ", "\u202f": " "} | dict.fromkeys("‐‑‒–—―", " "))


def _plain(text: str) -> str:
    """Fold case, accents and typographic variants, which outlets vary and facts do not depend on."""
    folded = text.casefold().translate(_VARIANTS)
    if not folded.isascii():
        folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))
    return " ".join(folded.split())


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    return _plain(name)


_ACCENTS = re.compile("[\u0300-\u036f]+")


def _has(sheets: str, name: str) -> bool:
    """Whether ``name`` stands in ``sheets`` as whole words."""
    at = sheets.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and sheets[at - 1].isalnum()) and not (end < len(sheets) and sheets[end].isalnum()):
            return True
        at = sheets.find(name, at + 1)
    return False


def missing_names(article: Article) -> dict[str, int]:
    """Return the names in ``article`` that its sheets do not hold, each with the index of its first span."""
    sheets = _plain(article.sheets)
    names: dict[str, int] = {}
    for index, span in spans(article):
        if span["label"] in _NAMES and span.get("named", True):
            names.setdefault(span["text"], index)
    return {name: index for name, index in names.items() if not _has(sheets, _plain_name(name))}


def missing_numbers(article: Article) -> dict[str, int]:
    """Return the tolls in ``article`` whose numbers its sheets do not hold, each with the index of its first span."""
    tolls = [toll for sheet in article.metadata["facts"] for toll in sheet["tolls"]]
    known = {toll[key] for toll in tolls for key in ("low", "high")} | {None, 0, 1}
    doubtful = [
        (index, span)
        for index, span in spans(article)
        if span["label"] == "CASUALTY" and not {span["low"], span["high"]} <= known
    ]
    if not doubtful:
        return {}
    known |= numbers_in(article.sheets)
    known_words = vague_words_in(article.sheets)
    missing: dict[str, int] = {}
    for index, span in doubtful:
        stated = numbers_in(span["text"]) or {span["low"], span["high"]}
        if stated - known and not vague_words_in(span["text"]) & known_words:
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
    if article.standoff or not article.metadata["declared"]:
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
