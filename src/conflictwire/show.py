"""An article in the terminal: coloured spans, incidents, and who says so."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .types import Document, Event, Span

STYLES = {
    "PERSON": "bold magenta",
    "ARMED_GROUP": "bold red",
    "STATE_FORCE": "bold blue",
    "ORG": "bold cyan",
    "NORP": "cyan",
    "LOC": "bold green",
    "FACILITY": "green",
    "DATE": "yellow",
    "WEAPON": "red",
    "CASUALTY": "bold white on red",
    "ACTOR": "magenta",
    "EVENT": "bold black on yellow",
    "CUE": "underline blue",
}
_DIM_ZONES = {"furniture": "bright_black", "dateline": "dim", "caption": "italic dim"}


def render(document: Document, claims: list[dict[str, Any]], *, tags: bool) -> RenderableType:
    """Return an article for a terminal.

    Args:
        document: the article.
        claims: its rows from :func:`conflictwire.claims`.
        tags: write each label in brackets after its words, for output without colour.
    """
    head = Text.assemble((document.title or document.id, "bold"), "\n")
    head.append(f"{document.id} · {document.country} · {document.published} · {document.genre}", "dim")
    parts: list[RenderableType] = [head, Text()]
    if document.text is None:
        parts.append(Text("The text of this article may not be passed on: conflictwire attach FILE joins your copy.\n"))
    else:
        parts.append(_text(document, tags=tags))
        parts += [] if tags else [Text(), _legend(document)]
    parts += [incident_table(document), Text(), claims_table(claims)]
    return Group(*parts)


def _text(document: Document, *, tags: bool) -> Text:
    body = document.text or ""
    text = Text(body if not tags else "")
    if tags:
        position = 0
        for span in document.spans:
            text.append(body[position : span.end] + f"[{span.label}]")
            position = span.end
        text.append(body[position:])
        return text
    for zone in document.zones:
        style = "bold" if zone.zone == "headline" else _DIM_ZONES.get(zone.zone)
        if style:
            text.stylize(style, zone.start, zone.end)
    for span in document.spans:
        text.stylize(STYLES.get(span.label, "bold"), span.start, span.end)
    return text


def _legend(document: Document) -> Text:
    present = {span.label for span in document.spans}
    legend = Text()
    for label, style in STYLES.items():
        if label in present:
            legend.append(label, style)
            legend.append("  ")
    legend.append("\n")
    return legend


def _grid(title: str, *columns: str) -> Table:
    grid = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        grid.add_column(column, overflow="fold")
    return grid


def incident_table(document: Document) -> RenderableType:
    """Return a table with a row an incident: triggers, who, to whom, where, when, with what."""
    grid = _grid("Incidents", "id", "triggers", "agents", "targets", "place", "date", "weapons")
    by_incident: defaultdict[str, list[Event]] = defaultdict(list)
    for event in document.events:
        by_incident[event.incident].append(event)
    for incident, events in sorted(by_incident.items(), key=lambda item: int(item[0][1:])):
        triggers = dict.fromkeys(f"{event.text or '…'} ({event.type})" for event in events)
        columns = (
            ", ".join(dict.fromkeys(_name(span) for event in events for span in event.arguments(role)))
            for role in ("agent", "target", "place")
        )
        dates = ", ".join(dict.fromkeys(span.value or _name(span) for e in events for span in e.dates))
        weapons = ", ".join(dict.fromkeys(_name(span) for e in events for span in e.weapons))
        grid.add_row(incident, ", ".join(triggers), *columns, dates, weapons)
    return Padding(grid, (1, 0, 0, 0))


def _name(span: Span) -> str:
    return span.text or span.place or span.actor or span.kind or span.label


def claims_table(claims: list[dict[str, Any]]) -> Table:
    """Return the claims as a table: who says how many of whom, where and when."""
    grid = _grid(
        "Claims: who says so", "incident", "where", "when", "toll", "of whom", "figure", "source", "stance", "cue"
    )
    for row in claims:
        part = " (part)" if row["part_of"] else ""
        grid.add_row(
            row["incident"] or "sum",
            row["place"] or "",
            row["date"] or "",
            f"{row['outcome'] or row['event_type'] or ''}{part}",
            row["victim"] or "",
            figure(row),
            source_name(row),
            Text(row["stance"] or "", _STANCE_STYLES.get(row["stance"] or "", "")),
            row["cue"] or "",
        )
    return grid


_STANCE_STYLES = {"denies": "red", "denies_role": "red", "withholds": "yellow"}


def source_name(row: dict[str, Any]) -> str:
    """Return who says a claim: the words, else what is known of an article without text, else the article itself."""
    if row["stance"] is None:
        return "(the article)"
    return row["source"] or f"({row['source_label'].lower()}, text not attached)"


def figure(row: dict[str, Any]) -> str:
    """Return a toll's range in signs: ``40``, ``31+``, ``-50``, ``30-40``, ``~50``, ``?``; empty without a toll."""
    low, high = row["low"], row["high"]
    if row["outcome"] is None:
        return ""
    about = "~" if row["approx"] else ""
    if low is None and high is None:
        return "?"
    if low == high:
        return f"{about}{low}"
    return f"{about}{'' if low is None else low}{'+' if high is None else f'-{high}'}"


def console_for(*, wide: bool = False) -> Console:
    """Return a console that writes colour only to a terminal, and full lines to a pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal and not wide else Console(highlight=False, width=max(console.width, 160))
