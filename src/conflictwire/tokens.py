"""The one tokenizer of the project, and spans <-> BIO tags.

A token is a number with its separators ("1,500", "12.7"), an abbreviation of single letters with full stops ("U.S."),
a possessive ending ("'s"), a run of letters and digits with the marks that combine with them, or any other single
character that is not white space. Hyphens split. Offsets are Unicode code points, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

# Marks that combine with the letter before, which `\w` does not hold: without them words of many scripts fall apart.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0981-\u0983\u09bc\u09be-\u09cd\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u102b-\u103e\u200d\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
)
#: What a token is, in the order of precedence of the module's first paragraph.
TOKEN = re.compile(rf"\d+(?:[.,:]\d+)+(?!\w)|(?:[A-Za-z]\.){{2,}}|['’]s\b|\w[\w{_MARKS}]*|[^\w\s][{_MARKS}]*")
# The same where no mark combines, with the commonest case first: a run of two letters and more can be nothing else.
_PLAIN_TOKEN = re.compile(r"[^\W\d]\w+|\d+(?:[.,:]\d+)+(?!\w)|(?:[A-Za-z]\.){2,}|['’]s\b|\w+|[^\w\s]")
_HAS_MARK = re.compile(f"[{_MARKS}]")

Offsets = tuple[int, int]


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Offsets]:
    """Return the (start, end) offsets of the tokens of ``text[start:end]``, counted in ``text``."""
    stop = len(text) if end is None else end
    pattern = _PLAIN_TOKEN if text.isascii() or not _HAS_MARK.search(text) else TOKEN
    return [match.span() for match in pattern.finditer(text, start, stop)]


def spans_to_bio(tokens: Sequence[Offsets], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """Return one BIO tag (IOB2) a token.

    Args:
        tokens: token offsets, ascending.
        spans: (start, end, label), ascending, not overlapping.

    Returns:
        ``O``, ``B-LABEL`` or ``I-LABEL`` for each token.

    Raises:
        ValueError: a span that does not begin and end where tokens do, which BIO cannot hold.
    """
    tags = ["O"] * len(tokens)
    at = 0
    for start, end, label in spans:
        at = bisect_left(tokens, (start,), at)
        if at == len(tokens) or tokens[at][0] != start:
            raise ValueError(f"span [{start}, {end}) {label} does not begin at a token")
        tags[at] = f"B-{label}"
        at += 1
        while at < len(tokens) and tokens[at][1] <= end:
            tags[at] = f"I-{label}"
            at += 1
        if tokens[at - 1][1] != end:
            raise ValueError(f"span [{start}, {end}) {label} does not end at a token")
    return tags


def bio_to_spans(tokens: Sequence[Offsets], tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the (start, end, label) spans of BIO tags; an ``I-`` that continues nothing begins a span.

    The last convention is that of the CoNLL-2000 evaluation script (Tjong Kim Sang and Buchholz, 2000).
    """
    spans: list[tuple[int, int, str]] = []
    previous = "O"
    for (start, end), tag in zip(tokens, tags, strict=True):
        label = tag[2:]
        if tag.startswith("I-") and previous[2:] == label and previous != "O":
            spans[-1] = (spans[-1][0], end, label)
        elif tag != "O":
            spans.append((start, end, label))
        previous = tag
    return spans
