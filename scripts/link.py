"""Names in gold -> ids of the registry, by exact name, label and, for places, level."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from .desk import article_text, store
from .layout import Layout
from .read import read_json_file, read_registry
from .records import Json

_LINKED = {"ARMED_GROUP": "actor", "STATE_FORCE": "actor", "ORG": "actor", "LOC": "place"}
Candidates = dict[tuple[str, str], list[Json]]


def candidates(rows: list[Json], kind_key: str) -> Candidates:
    """Return registry entries by (folded name, kind or level)."""
    found: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
    for row in rows:
        for name in {name.casefold() for name in row["names"]}:
            found[name, row[kind_key]].append(row)
    return found


#: Words that every country's bodies are called by: a name made of them alone says nothing of the country.
_COMMON = frozenset({
    "air", "and", "armed", "army", "assembly", "border", "command", "commission", "congress", "constitutional",
    "council", "court", "crescent", "cross", "defence", "defense", "directorate", "force", "forces", "foreign",
    "general", "government", "guard", "headquarters", "health", "high", "house", "interior", "joint", "justice",
    "military", "ministry", "national", "navy", "northern", "of", "office", "parliament", "police", "presidency",
    "presidential", "prosecutor", "red", "security", "senate", "service", "southern", "special", "staff", "state",
    "supreme", "the",
})  # fmt: skip


def possible(entries: list[Json], name: str, countries: set[str]) -> list[Json]:
    """Return the entries that ``name`` can mean in an article: of its countries, where the words say no country."""
    if not all(word in _COMMON for word in name.casefold().replace("-", " ").split()):
        return entries
    return [entry for entry in entries if entry["country"] is None or entry["country"] in countries]


def choose(entries: list[Json], countries: set[str]) -> Json | None:
    """Return the one entry a name means: the only one, or the only one of the article's countries."""
    if len(entries) == 1:
        return entries[0]
    near = [entry for entry in entries if entry["country"] in countries]
    return near[0] if len(near) == 1 else None


def link_article(
    annotation: Json, countries: set[str], actors: Candidates, places: Candidates
) -> Counter[tuple[str, str]]:
    """Link the spans of one annotation in place; return the names without an entry, with how often they stand there.

    A link that is there already and fits is kept: some names mean one thing here and another there.
    """
    unknown: Counter[tuple[str, str]] = Counter()
    countries = set(countries)
    # Places first: a country that the article names may be the one whose ministry it speaks of.
    for span in sorted(annotation["spans"], key=lambda span: span["label"] != "LOC"):
        key = _LINKED.get(span["label"])
        if key is None:
            continue
        table, kind = (actors, span["label"]) if key == "actor" else (places, span["level"])
        entries = possible(table.get((span["text"].casefold(), kind), []), span["text"], countries)
        linked = next((entry for entry in entries if entry["id"] == span.get(key)), None)
        entry = linked or choose(entries, countries)
        span.pop(key, None)
        if entry is None:
            unknown[span["text"], span["label"]] += 1
            continue
        span[key] = entry["id"]
        if entry.get("level") == "country":
            countries.add(entry["country"])
    return unknown


def link_corpus(layout: Layout) -> tuple[int, list[tuple[str, str, int]]]:
    """Link all gold annotations and return how many mentions are linked and which names have no entry.

    Raises:
        UserError: the registry or an annotation is damaged, or a stand-off text is not attached.
    """
    registry = read_registry(layout)
    actors, places = candidates(registry.actor_rows, "kind"), candidates(registry.place_rows, "level")
    linked, unknown = 0, Counter[tuple[str, str]]()
    for region, article in layout.articles():
        path = layout.gold(region, article)
        if not path.is_file():
            continue
        metadata = read_json_file(layout, layout.metadata(region, article), "metadata")
        annotation = read_json_file(layout, path, "annotation")
        text = article_text(layout, region, article)
        spans: list[dict[str, Any]] = [{**s, "text": text[s["start"] : s["end"]]} for s in annotation["spans"]]
        for span in spans:
            span.pop("hash", None)
        annotation["spans"] = spans
        countries = {metadata["country"], *(sheet["country"] for sheet in metadata["facts"])}
        unknown += link_article(annotation, countries, actors, places)
        linked += sum(1 for span in spans if span.get("actor") or span.get("place"))
        store(layout, region, article, path, annotation)
    return linked, [(name, label, count) for (name, label), count in unknown.most_common()]
