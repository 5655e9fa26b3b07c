"""Who says so: from incidents, tolls and sources to one row for each toll and each source of it.

A row is a toll (a CASUALTY span) as one source gives it, or, where a source denies an event or withholds word of it,
that stance without a figure. What the article says in its own voice has no source. An event that a source merely
asserts is in the ``events`` config, not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]

FIELDS = (
    "article", "incident", "event_type", "place", "date", "outcome", "victim", "low", "high", "approx", "scope",
    "source", "source_label", "source_actor", "stance", "cue", "text",
    "toll_id", "part_of", "start", "end", "source_start", "source_end", "cue_start", "cue_end",
)  # fmt: skip


def claim_rows(
    article: str, spans: Sequence[Row], relations: Sequence[Row], names: Mapping[str, str], text: str | None = None
) -> list[Row]:
    """Return the claims of one article, in order of offset.

    Args:
        article: the article's id.
        spans: its spans, as in an annotation file.
        relations: its relations.
        names: registry id -> name, for places and actors.
        text: the raw article, where a stand-off article has been attached.

    Returns:
        One dict a row with the keys of :data:`FIELDS`. Offsets are code points, half-open. ``place`` is the registry's
        name, else the words of the article; several places or dates of one event are joined by "; ". ``part_of`` is the
        toll that the figure is part of: such a row is never added to the total.
    """
    reader = _Reader(article, spans, relations, names, text)
    rows: list[tuple[int, int, Row]] = []
    for span in spans:
        if span["label"] == "CASUALTY":
            sources = reader.sources[span["id"]] or [None]
            rows += [(span["start"], n, reader.toll(span, source)) for n, source in enumerate(sources)]
        elif span["label"] == "EVENT":
            told = [source for source in reader.sources[span["id"]] if source["stance"] != "asserts"]
            rows += [(span["start"], n, reader.row(span, None, source)) for n, source in enumerate(told)]
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


class _Reader:
    def __init__(
        self, article: str, spans: Sequence[Row], relations: Sequence[Row], names: Mapping[str, str], text: str | None
    ) -> None:
        self.article = article
        self.names = names
        self.raw = text
        self.spans = {span["id"]: span for span in spans}
        self.tails: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.sources: defaultdict[str, list[Row]] = defaultdict(list)
        self.event_of: dict[str, str] = {}
        self.whole_of: dict[str, str] = {}
        self.triggers: defaultdict[str, list[str]] = defaultdict(list)
        for span in spans:
            if span["label"] == "EVENT" and span["incident"]:
                self.triggers[span["incident"]].append(span["id"])
        for relation in relations:
            kind, head, tail = relation["type"], relation["head"], relation["tail"]
            if kind == "source":
                self.sources[head].append(relation)
            elif kind == "casualty":
                self.event_of.setdefault(tail, head)
            elif kind == "part_of":
                self.whole_of[head] = tail
            else:
                self.tails[head, kind].append(tail)

    def toll(self, span: Row, source: Row | None) -> Row:
        at = span["id"]
        seen: set[str] = set()
        while at not in self.event_of and at in self.whole_of and at not in seen:
            seen.add(at)
            at = self.whole_of[at]
        event = self.spans.get(self.event_of.get(at, ""))
        return self.row(event, span, source)

    def row(self, event: Row | None, toll: Row | None, source: Row | None) -> Row:
        said_by = self.spans[source["tail"]] if source else None
        cue = self.spans.get(source.get("cue") or "") if source else None
        value = toll or {}
        places = [self.name(span) for span in self.arguments(event, "place")]
        dates = [span.get("value") for span in self.arguments(event, "date")]
        return {
            "article": self.article,
            "incident": event["incident"] if event else None,
            "event_type": event["type"] if event else None,
            "place": _joined(places),
            "date": _joined(dates),
            "outcome": value.get("outcome"),
            "victim": value.get("victim"),
            "low": value.get("low"),
            "high": value.get("high"),
            "approx": value.get("approx"),
            "scope": value.get("scope"),
            "source": self.words(said_by) or self.name(said_by),
            "source_label": said_by["label"] if said_by else None,
            "source_actor": said_by.get("actor") if said_by else None,
            "stance": source["stance"] if source else None,
            "cue": self.words(cue),
            "text": self.words(toll),
            "toll_id": value.get("id"),
            "part_of": self.whole_of.get(value.get("id", "")),
            "start": value.get("start"),
            "end": value.get("end"),
            "source_start": said_by["start"] if said_by else None,
            "source_end": said_by["end"] if said_by else None,
            "cue_start": cue["start"] if cue else None,
            "cue_end": cue["end"] if cue else None,
        }

    def arguments(self, event: Row | None, role: str) -> list[Row]:
        """Return an event's arguments in ``role``, else those of an earlier, else a later trigger of its incident."""
        if event is None:
            return []
        others = [trigger for trigger in self.triggers[event["incident"]] if trigger != event["id"]]
        earlier = [t for t in reversed(others) if self.spans[t]["start"] < event["start"]]
        for trigger in [event["id"], *earlier, *(t for t in others if t not in earlier)]:
            if self.tails[trigger, role]:
                return [self.spans[tail] for tail in self.tails[trigger, role]]
        return []

    def name(self, span: Row | None) -> str | None:
        if span is None:
            return None
        linked = span.get("place") or span.get("actor") or ""
        return self.names.get(linked) or self.words(span)

    def words(self, span: Row | None) -> str | None:
        if span is None:
            return None
        found: str | None = span.get("text")
        if found is None and self.raw is not None:
            found = self.raw[span["start"] : span["end"]]
        return found


def _joined(values: list[str | None]) -> str | None:
    """Return several values as one cell, each once."""
    return "; ".join(dict.fromkeys(value for value in values if value)) or None
