"""Level 1: bytes. The raw article is UTF-8, NFC, LF, without characters that no text holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from scripts.records import Article, Finding, Registry

# Carriage returns have a rule of their own.
_FORBIDDEN = re.compile("\\A\ufeff|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def text_nfc(article: Article, _: Registry) -> Iterator[Finding]:
    """The article is in Unicode normalisation form C."""
    text = article.text
    if text is None or unicodedata.is_normalized("NFC", text):
        return
    normal = unicodedata.normalize("NFC", text)
    at = next((i for i, (a, b) in enumerate(zip(text, normal, strict=False)) if a != b), len(normal))
    yield Finding(
        "text",
        at,
        "the text is not in normalisation form C",
        ascii(normal[at : at + 1]),
        ascii(text[at : at + 2]),
        "run `python -m scripts intake FILE` on the original",
    )


def text_line_ends(article: Article, _: Registry) -> Iterator[Finding]:
    """Lines end in LF."""
    text = article.text
    if text is not None and "\r" in text:
        at = text.index("\r")
        yield Finding(
            "text", at, "a line ends in CR or CR LF", "LF", ascii(text[at : at + 2]), "convert the line ends to LF"
        )


def text_controls(article: Article, _: Registry) -> Iterator[Finding]:
    """There is no byte order mark, no control character but line feed and tab, and no lone surrogate."""
    text = article.text or ""
    found = None if text.replace("\n", "").isprintable() else _FORBIDDEN.search(text)
    if found:
        yield Finding(
            "text",
            found.start(),
            "a character that no article holds",
            "text",
            ascii(found[0]),
            "delete it from the source",
        )


def text_empty(article: Article, _: Registry) -> Iterator[Finding]:
    """An article has words."""
    if article.text is not None and not article.text.strip():
        yield Finding("text", 0, "the article is empty", "words", "none", "put the text in, or delete the article")
