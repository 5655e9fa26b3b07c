"""Level 1: bytes. The raw article is UTF-8, NFC, LF, without characters that no text holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from scripts.records import Article, Finding, Registry

_BOM = "\ufeff"
_ALLOWED_CONTROLS = {"\n", "\t"}


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
    if article.text is None or article.text.isprintable():
        return
    for at, character in enumerate(article.text):
        control = unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS
        if (control and character != "\r") or (character == _BOM and at == 0):
            yield Finding(
                "text", at, "a character that no article holds", "text", ascii(character), "delete it from the source"
            )
            return


def text_empty(article: Article, _: Registry) -> Iterator[Finding]:
    """An article has words."""
    if article.text is not None and not article.text.strip():
        yield Finding("text", 0, "the article is empty", "words", "none", "put the text in, or delete the article")
