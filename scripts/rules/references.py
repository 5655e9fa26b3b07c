"""Level 4: references. Ids are unique, both ends of a relation exist and may take it, links fit the registry."""

from __future__ import annotations

from collections.abc import Iterator

from conflictwire import schema
from scripts.records import Article, Finding, Registry, relations, spans

_UNNAMED = "names no argument of an event and no source"


def id_unique(article: Article, _: Registry) -> Iterator[Finding]:
    """Ids of spans and of relations are unique in an article."""
    seen: set[str] = set()
    for kind in ("spans", "relations"):
        for index, item in enumerate(article.annotation[kind]):
            if item["id"] in seen:
                yield Finding(
                    "annotation",
                    (kind, index),
                    f"id {item['id']} is used twice",
                    "a new id",
                    item["id"],
                    "ids are permanent: give the newer one the next free number",
                )
            seen.add(item["id"])


def relation_ends(article: Article, _: Registry) -> Iterator[Finding]:
    """Both ends of a relation, and its cue, are spans of the article."""
    known = article.span_by_id
    for index, relation in relations(article):
        for end in ("head", "tail", "cue"):
            if end in relation and relation[end] not in known:
                yield Finding(
                    "annotation",
                    ("relations", index),
                    f"{end} of {relation['id']} is no span of this article",
                    "the id of a span",
                    relation[end],
                    "was the span deleted? then delete the relation too",
                )


def relation_labels(article: Article, _: Registry) -> Iterator[Finding]:
    """A relation joins labels that `schema.json` lets it join, and a cue is a CUE."""
    known = article.span_by_id
    types = schema.relation_types()
    for index, relation in relations(article):
        kind = types[relation["type"]]
        allowed = (("head", kind.head_labels), ("tail", kind.tail_labels), ("cue", frozenset({"CUE"})))
        for end, labels in allowed:
            if end in relation and relation[end] in known and known[relation[end]]["label"] not in labels:
                yield Finding(
                    "annotation",
                    ("relations", index),
                    f"{end} of {relation['type']} {relation['id']} is {relation[end]}",
                    " or ".join(sorted(labels)),
                    known[relation[end]]["label"],
                    "see the table of relations in annotations/GUIDELINES.md",
                )


def relation_duplicate(article: Article, _: Registry) -> Iterator[Finding]:
    """No relation is stated twice, and none joins a span to itself."""
    seen: set[tuple[str, ...]] = set()
    for index, relation in relations(article):
        key = (relation["type"], relation["head"], relation["tail"], relation.get("stance", ""))
        if key in seen or relation["head"] == relation["tail"]:
            yield Finding(
                "annotation",
                ("relations", index),
                f"{relation['id']} says {' '.join(part for part in key if part)}",
                "each relation once, between two spans",
                "a repetition" if key in seen else "both ends the same",
                "delete it",
            )
        seen.add(key)


def unnamed_used(article: Article, _: Registry) -> Iterator[Finding]:
    """An ACTOR and an unnamed FACILITY are marked only where a relation ends in them (S2, S15)."""
    used = {relation["tail"] for relation in article.annotation["relations"]}
    for index, span in spans(article):
        unnamed = span["label"] == "ACTOR" or (span["label"] == "FACILITY" and not span["named"])
        if unnamed and span["id"] not in used:
            yield Finding(
                "annotation",
                ("spans", index),
                f"{span['label']} {span['id']} {_UNNAMED}",
                "a relation that ends in it",
                "none",
                "add the relation or delete the span",
            )


def cue_used(article: Article, _: Registry) -> Iterator[Finding]:
    """A CUE is marked only where it carries a source relation (S19)."""
    used = {relation.get("cue") for relation in article.annotation["relations"]}
    for index, span in spans(article):
        if span["label"] == "CUE" and span["id"] not in used:
            yield Finding(
                "annotation",
                ("spans", index),
                f"CUE {span['id']} carries no source",
                "a source relation with this cue",
                "none",
                "add the relation or delete the span",
            )


def casualty_event(article: Article, _: Registry) -> Iterator[Finding]:
    """A toll of one incident hangs on an event, or is part of another toll."""
    hung = {r["tail"] for r in article.annotation["relations"] if r["type"] == "casualty"}
    part = {r["head"] for r in article.annotation["relations"] if r["type"] == "part_of"}
    for index, span in spans(article):
        if span["label"] != "CASUALTY" or span["scope"] == "aggregate":
            continue
        if span["id"] not in hung | part:
            yield Finding(
                "annotation",
                ("spans", index),
                f"CASUALTY {span['id']} belongs to no event",
                "a casualty relation from an EVENT, or part_of another CASUALTY",
                "neither",
                "add the relation; a sum over a period or an area has scope aggregate",
            )


def part_once(article: Article, _: Registry) -> Iterator[Finding]:
    """A toll that is part of another is not linked to the event a second time, and parts make no circle."""
    hung = {r["tail"] for r in article.annotation["relations"] if r["type"] == "casualty"}
    whole = {r["head"]: r["tail"] for r in article.annotation["relations"] if r["type"] == "part_of"}
    for index, relation in relations(article):
        if relation["type"] != "part_of":
            continue
        chain, at = {relation["head"]}, relation["tail"]
        while at in whole and at not in chain:
            chain.add(at)
            at = whole[at]
        if relation["head"] in hung or at in chain:
            yield Finding(
                "annotation",
                ("relations", index),
                f"{relation['head']} is part_of {relation['tail']}",
                "a part that hangs on the whole only",
                "a circle of parts" if at in chain else "also the casualty of an event",
                "delete the wrong one of the two relations",
            )


def pass_hash(article: Article, _: Registry) -> Iterator[Finding]:
    """The two passes stay beside the gold, unchanged since adjudication."""
    for index, item in enumerate(article.annotation["provenance"].get("passes", [])):
        actual = article.passes.get(item["pass"], "no file")
        if actual != item["sha256"]:
            yield Finding(
                "annotation",
                ("provenance", "passes", index),
                f"the {item['pass']} pass is not the one that was adjudicated",
                item["sha256"],
                actual,
                "bring the pass back; passes are never edited after adjudication",
            )


def registry_link(article: Article, registry: Registry) -> Iterator[Finding]:
    """Actor and place ids are in the registry."""
    for index, span in spans(article):
        for key, entries in (("actor", registry.actors), ("place", registry.places)):
            if key in span and span[key] not in entries:
                yield Finding(
                    "annotation",
                    ("spans", index),
                    f"{key} of {span['id']} is not in annotations/registry/{key}s.json",
                    "an id of the registry",
                    span[key],
                    "add the entry, or take the link away",
                )


def registry_kind(article: Article, registry: Registry) -> Iterator[Finding]:
    """A mention's label is the kind that the registry gives its actor, its level that of its place."""
    for index, span in spans(article):
        for key, entries, own, theirs in (
            ("actor", registry.actors, "label", "kind"),
            ("place", registry.places, "level", "level"),
        ):
            entry = entries.get(span.get(key, ""))
            if entry is not None and entry[theirs] != span[own]:
                yield Finding(
                    "annotation",
                    ("spans", index),
                    f'"{span.get("text", span["id"])}" is {span[own]}, {span[key]} is {entry[theirs]} in the registry',
                    entry[theirs],
                    span[own],
                    "correct the label, the link or the registry",
                )


def registry_name(article: Article, registry: Registry) -> Iterator[Finding]:
    """A linked mention is one of the names that the registry knows for its entry."""
    for index, span in spans(article):
        for key, entries in (("actor", registry.actors), ("place", registry.places)):
            entry = entries.get(span.get(key, ""))
            if entry is None or "text" not in span:
                continue
            if span["text"].casefold() not in registry.names[entry["id"]]:
                yield Finding(
                    "annotation",
                    ("spans", index),
                    f'"{span["text"]}" is no name of {span[key]}',
                    f"one of {', '.join(entry['names'])}",
                    span["text"],
                    "add the name to the registry if it is in use, else correct the link",
                )


def determiner(article: Article, _: Registry) -> Iterator[Finding]:
    """A name has no leading article and no trailing possessive (S1), unless the registry knows it so."""
    for index, span in spans(article):
        words = span.get("text", "")
        first = words.split(" ")[0].casefold()
        leading = span["label"] != "CASUALTY" and first in {"the", "a", "an"} and words != first
        if words.endswith(("'s", "’s")) or (leading and not (words[0].isupper() and words in _NAMES_WITH_ARTICLE)):
            yield Finding(
                "annotation",
                ("spans", index),
                f'span {span["id"]} is "{words}"',
                "no leading article, no trailing possessive",
                words,
                "leave it outside the span",
            )


_NAMES_WITH_ARTICLE = frozenset({"The Gambia", "The Hague", "The Bahamas"})
