"""Level 3: offsets. Every character in one zone, every span the words it says, none overlapping."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator

from scripts.records import Article, Finding, Json, Registry, spans


def _length(article: Article) -> int:
    return len(article.text) if article.text is not None else article.metadata["length"]


def text_hash(article: Article, _: Registry) -> Iterator[Finding]:
    """The article's sha256 is the one that its metadata states."""
    if article.raw is None:
        return
    actual = hashlib.sha256(article.raw).hexdigest()
    if actual != article.metadata["sha256"]:
        yield Finding(
            "metadata",
            ("sha256",),
            "the text is not the one that was annotated",
            article.metadata["sha256"],
            actual,
            "undo the change of the text; a wanted change needs new annotations and a new sha256",
        )


def zone_partition(article: Article, _: Registry) -> Iterator[Finding]:
    """Zones follow each other without gap or overlap, from the first character to the last."""
    position = 0
    for index, zone in enumerate(article.annotation["zones"]):
        if zone["start"] != position or zone["end"] <= zone["start"]:
            yield Finding(
                "annotation",
                ("zones", index),
                f"zone {zone['zone']} is [{zone['start']}, {zone['end']})",
                f"a zone that begins at {position} and is not empty",
                f"[{zone['start']}, {zone['end']})",
                "make each zone begin where the one before ends",
            )
        position = zone["end"]
    if position != _length(article):
        last = len(article.annotation["zones"]) - 1
        yield Finding(
            "annotation",
            ("zones", last),
            "the last zone does not end with the text",
            str(_length(article)),
            str(position),
            "end it at the length of the text in code points",
        )


def zone_line(article: Article, _: Registry) -> Iterator[Finding]:
    """A zone begins at the start of a line."""
    if article.text is None:
        return
    for index, zone in enumerate(article.annotation["zones"]):
        start = zone["start"]
        if 0 < start <= len(article.text) and article.text[start - 1] != "\n":
            begin = article.text.rfind("\n", 0, start) + 1
            yield Finding(
                "annotation",
                ("zones", index),
                f"zone {zone['zone']} begins inside a line",
                f"a line start such as {begin}",
                str(start),
                "move the border to the start of the line",
            )


def offset_range(article: Article, _: Registry) -> Iterator[Finding]:
    """A span lies within the text and is not empty."""
    length = _length(article)
    for index, span in spans(article):
        if not 0 <= span["start"] < span["end"] <= length:
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} is [{span['start']}, {span['end']})",
                f"0 <= start < end <= {length}",
                f"[{span['start']}, {span['end']})",
                "count code points, half-open, in the raw article",
            )


def offset_surface(article: Article, _: Registry) -> Iterator[Finding]:
    """A span's text is what stands at its offsets."""
    text = article.text
    if text is None:
        return
    for index, span in spans(article):
        start, end = span["start"], span["end"]
        if "text" in span and text[start:end] != span["text"]:
            yield Finding(
                "annotation",
                ("spans", index),
                f'span {span["id"]} says "{span["text"]}" but [{start}, {end}) is "{text[start:end]}"',
                span["text"],
                text[start:end],
                _nearest(text, span),
            )


def _nearest(text: str, span: Json) -> str:
    places = [at for at in range(len(text)) if text.startswith(span["text"], at)]
    if not places:
        return "the words are not in the text: did the text change?"
    at = min(places, key=lambda place: abs(place - span["start"]))
    return f"the words stand at [{at}, {at + len(span['text'])})"


def surface_kind(article: Article, _: Registry) -> Iterator[Finding]:
    """Spans carry their text; spans of a stand-off article carry its hash instead."""
    wanted = "hash" if article.standoff else "text"
    for index, span in spans(article):
        if wanted not in span:
            other = "text" if wanted == "hash" else "hash"
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} carries {other}",
                wanted,
                other,
                "a stand-off article carries no words of its text" if article.standoff else "store the words",
            )


def offset_trimmed(article: Article, _: Registry) -> Iterator[Finding]:
    """A span has no white space at its ends."""
    for index, span in spans(article):
        words = span.get("text", "x")
        if words != words.strip():
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} has white space at an end",
                repr(words.strip()),
                repr(words),
                "leave the white space outside the span",
            )


def offset_flat(article: Article, _: Registry) -> Iterator[Finding]:
    """Spans are in order of offset and never overlap."""
    before: Json | None = None
    for index, span in spans(article):
        if before is not None and span["start"] < before["end"]:
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} overlaps {before['id']} (or stands before it)",
                f"a start of {before['end']} or more",
                str(span["start"]),
                "keep the longer name; nothing is nested; sort with `python -m scripts format`",
            )
        before = span


def offset_line(article: Article, _: Registry) -> Iterator[Finding]:
    """A span does not cross a line break."""
    for index, span in spans(article):
        if "\n" in span.get("text", ""):
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} crosses a line break",
                "words of one line",
                repr(span["text"]),
                "end the span at the line",
            )


def offset_token(article: Article, _: Registry) -> Iterator[Finding]:
    """A span begins and ends where tokens do, so that BIO tags lose nothing."""
    if article.text is None or not article.annotation["spans"]:
        return
    tokens = article.tokens
    for index, span in spans(article):
        first = bisect_left(tokens, (span["start"],))
        last = bisect_left(tokens, (span["end"],), first) - 1
        begins = first < len(tokens) and tokens[first][0] == span["start"]
        if not begins or last < first or tokens[last][1] != span["end"]:
            around = article.text[max(0, span["start"] - 8) : span["end"] + 8]
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} cuts a token",
                "whole tokens",
                f'"{span.get("text", "")}" in "{around}"',
                "move the border to the end of the token",
            )


def span_zone(article: Article, _: Registry) -> Iterator[Finding]:
    """A span lies inside one zone, and never in furniture."""
    zones = article.annotation["zones"]
    at = 0
    for index, span in spans(article):
        while at < len(zones) - 1 and zones[at]["end"] <= span["start"]:
            at += 1
        zone = zones[at]
        if zone["zone"] == "furniture" or not zone["start"] <= span["start"] < span["end"] <= zone["end"]:
            yield Finding(
                "annotation",
                ("spans", index),
                f"span {span['id']} lies in zone {zone['zone']} [{zone['start']}, {zone['end']})",
                "inside one zone that is not furniture",
                f"[{span['start']}, {span['end']})",
                "page furniture is never annotated",
            )
