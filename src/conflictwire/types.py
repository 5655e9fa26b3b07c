"""What :func:`conflictwire.documents` gives: articles with their spans and relations joined up."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Marked words of an article.

    ``start`` and ``end`` are Unicode code points, half-open, into the article's text. ``text`` is None only in a
    stand-off article that has not been attached. Attributes that the label does not take are None.
    """

    id: str
    start: int
    end: int
    label: str
    text: str | None
    actor: str | None = None
    level: str | None = None
    place: str | None = None
    named: bool | None = None
    value: str | None = None
    outcome: str | None = None
    victim: str | None = None
    low: int | None = None
    high: int | None = None
    approx: bool | None = None
    scope: str | None = None
    kind: str | None = None
    type: str | None = None
    realis: str | None = None
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation from ``head`` to ``tail``; ``stance`` and ``cue`` only where ``type`` is ``source``."""

    id: str
    type: str
    head: Span
    tail: Span
    stance: str | None = None
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of an article, in code points, half-open: headline, standfirst, caption, dateline, body, furniture."""

    start: int
    end: int
    zone: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so, how: the source's span, its stance, and the words that report where there are any."""

    source: Span
    stance: str
    cue: Span | None


@dataclass(frozen=True)
class Event:
    """An EVENT span with its arguments."""

    span: Span
    relations: tuple[Relation, ...] = field(repr=False)

    @property
    def type(self) -> str:
        """The event type, by the trigger word."""
        return self.span.type or ""

    @property
    def incident(self) -> str:
        """The incident, shared by all triggers of it in the article."""
        return self.span.incident or ""

    @property
    def text(self) -> str | None:
        """The trigger word."""
        return self.span.text

    def arguments(self, role: str) -> tuple[Span, ...]:
        """Return the spans that stand in ``role`` (``agent``, ``target`` …) to this event, in order of offset."""
        found = [r.tail for r in self.relations if r.type == role and r.head.id == self.span.id]
        return tuple(sorted(found, key=lambda span: span.start))

    @property
    def agents(self) -> tuple[Span, ...]:
        """Who did it."""
        return self.arguments("agent")

    @property
    def targets(self) -> tuple[Span, ...]:
        """Whom or what it was done to."""
        return self.arguments("target")

    @property
    def places(self) -> tuple[Span, ...]:
        """Where."""
        return self.arguments("place")

    @property
    def dates(self) -> tuple[Span, ...]:
        """When."""
        return self.arguments("date")

    @property
    def weapons(self) -> tuple[Span, ...]:
        """With what."""
        return self.arguments("weapon")

    @property
    def casualties(self) -> tuple[Span, ...]:
        """The tolls that hang on this event."""
        return self.arguments("casualty")

    @property
    def sources(self) -> tuple[Attribution, ...]:
        """Who says so, with which stance."""
        return _attributions(self.span, self.relations)


def _attributions(span: Span, relations: tuple[Relation, ...]) -> tuple[Attribution, ...]:
    return tuple(
        Attribution(r.tail, r.stance or "", r.cue) for r in relations if r.type == "source" and r.head.id == span.id
    )


@dataclass(frozen=True)
class Document:
    """One article: text, metadata, zones, spans, relations.

    ``text`` is None for a stand-off article whose text has not been attached (see :mod:`conflictwire.attach`).
    """

    id: str
    text: str | None = field(repr=False)
    title: str | None
    country: str
    region: str
    published: str
    genre: str
    story: str
    license: str
    sources: tuple[str, ...] = field(repr=False)
    zones: tuple[Zone, ...] = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    relations: tuple[Relation, ...] = field(repr=False)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events of the article, in order of offset."""
        return tuple(Event(span, self.relations) for span in self.spans if span.label == "EVENT")

    def sources_of(self, span: Span) -> tuple[Attribution, ...]:
        """Return who says so of an EVENT or CASUALTY span."""
        return _attributions(span, self.relations)

    def spans_with(self, label: str) -> tuple[Span, ...]:
        """Return the spans of one label, in order of offset."""
        return tuple(span for span in self.spans if span.label == label)


def document_from_row(row: dict[str, Any], text: str | None = None) -> Document:
    """Return the document of one row of the ``documents`` config.

    Args:
        row: the row, as Python objects.
        text: an attached text, for a stand-off article.
    """
    body: str | None = row["text"] if row["text"] is not None else text
    spans = tuple(
        Span(**span | {"text": span["text"] if span["text"] is not None else _cut(body, span)}) for span in row["spans"]
    )
    by_id = {span.id: span for span in spans}
    relations = tuple(
        Relation(
            r["id"], r["type"], by_id[r["head"]], by_id[r["tail"]], r["stance"], by_id[r["cue"]] if r["cue"] else None
        )
        for r in row["relations"]
    )
    return Document(
        id=row["id"],
        text=body,
        title=row["title"],
        country=row["country"],
        region=row["region"],
        published=row["published"],
        genre=row["genre"],
        story=row["story"],
        license=row["license"],
        sources=tuple(row["sources"]),
        zones=tuple(Zone(**zone) for zone in row["zones"]),
        spans=spans,
        relations=relations,
    )


def _cut(text: str | None, span: dict[str, Any]) -> str | None:
    return None if text is None else text[span["start"] : span["end"]]
