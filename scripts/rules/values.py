"""Level 4: values. Numbers are what the words support, dates are dates and agree with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.dates import contradiction
from scripts.quantity import Count, read_count, read_number
from scripts.records import Article, Finding, Json, Registry, spans


def count_range(article: Article, _: Registry) -> Iterator[Finding]:
    """Low is not above high."""
    for index, span in spans(article):
        if span["label"] != "CASUALTY" or span["low"] is None or span["high"] is None:
            continue
        if span["low"] > span["high"]:
            yield Finding(
                "annotation",
                ("spans", index),
                f"CASUALTY {span['id']} has low above high",
                "low <= high",
                f"low {span['low']}, high {span['high']}",
                "swap or correct them",
            )


def count_words(article: Article, _: Registry) -> Iterator[Finding]:
    """low, high and approx are what the words of a CASUALTY support."""
    for index, span in spans(article):
        if span["label"] != "CASUALTY" or "text" not in span:
            continue
        expected = _passed(article, span) or read_count(span["text"])
        actual = Count(span["low"], span["high"], span["approx"])
        if expected is None or expected == actual:
            continue
        yield Finding(
            "annotation",
            ("spans", index),
            f'CASUALTY {span["id"]} "{span["text"]}" has other numbers than its words',
            _show(expected),
            _show(actual),
            "see the table of values in annotations/GUIDELINES.md",
        )


def _passed(article: Article, span: Json) -> Count | None:
    """Return what a bare number after "passed" or "exceeds" supports, None for any other (D14)."""
    number = read_number(span["text"])
    before = (article.text or "")[max(0, span["start"] - 20) : span["start"]]
    return Count(number + 1, None) if number is not None and _PASSED.search(before) else None


_PASSED = re.compile(r"\b(pass|passes|passed|passing|exceed|exceeds|exceeded|topped|tops)\s$")


def _show(count: Count) -> str:
    return f"{count.low} to {count.high}{' approx' if count.approx else ''}".replace("None", "no bound")


def date_value(article: Article, _: Registry) -> Iterator[Finding]:
    """A date's EDTF value is a calendar date and says what its words say."""
    for index, span in spans(article):
        if span["label"] != "DATE" or "value" not in span:
            continue
        wrong = contradiction(span.get("text", ""), span["value"])
        if wrong:
            yield Finding(
                "annotation",
                ("spans", index),
                f'DATE {span["id"]} "{span.get("text", "")}" has value {span["value"]}',
                wrong,
                span["value"],
                "resolve it against the publication date in the metadata",
            )
