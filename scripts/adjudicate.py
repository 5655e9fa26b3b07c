"""Two passes -> a list of differences to decide -> gold, with every decision kept.

A difference is a span that one pass has and the other has not, other boundaries, another label, another attribute
value, or a relation between spans that both passes have. Relations of a span that only one pass marked go
with that span.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from conflictwire import schema

from .align import Alignment, Json, Node
from .errors import UserError

Kind = Literal["span", "boundary", "label", "attribute", "relation"]
Decision = Literal["first", "second", "both", "neither"]
_DECISIONS = ("first", "second", "neither")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two passes say differently."""

    number: int
    kind: Kind
    first: str | None
    second: str | None
    context: str
    node: int | None = None
    attribute: str | None = None
    relation: tuple[str, int, int] | None = None
    stance: str | None = None


def differences(alignment: Alignment, text: str) -> list[Difference]:
    """Return what the two passes say differently, in order of offset."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for node in alignment.nodes:
        for row in _node_differences(alignment, node):
            rows.append((node.start, row | {"context": _context(text, node)}))
    for key, row in _relation_differences(alignment):
        node = alignment.nodes[key[1]]
        rows.append((node.start, row | {"relation": key, "context": _context(text, node)}))
    rows.sort(key=lambda item: item[0])
    return [Difference(number=number, **row) for number, (_, row) in enumerate(rows, 1)]


def _node_differences(alignment: Alignment, node: Node) -> Iterator[dict[str, Any]]:
    if node.first is None or node.second is None:
        yield {"kind": "span", "first": _mark(node.first), "second": _mark(node.second), "node": node.number}
        return
    if node.first["label"] != node.second["label"]:
        kind = "label"
    elif (node.first["start"], node.first["end"]) != (node.second["start"], node.second["end"]):
        kind = "boundary"
    else:
        kind = None
    if kind:
        yield {"kind": kind, "first": _mark(node.first), "second": _mark(node.second), "node": node.number}
    if node.first["label"] == node.second["label"]:
        for name, a, b in alignment.attribute_pairs(node):
            if a != b:
                values = {"first": f"{name}={json.dumps(a)}", "second": f"{name}={json.dumps(b)}"}
                yield {"kind": "attribute", **values, "node": node.number, "attribute": name}


def _relation_differences(alignment: Alignment) -> Iterator[tuple[tuple[str, int, int], dict[str, Any]]]:
    left, right = alignment.relations
    for key in sorted(left.keys() | right.keys(), key=lambda k: (k[1], k[0], k[2])):
        if not (alignment.nodes[key[1]].paired and alignment.nodes[key[2]].paired):
            continue
        mine = {r.get("stance"): r for r in left.get(key, [])}
        theirs = {r.get("stance"): r for r in right.get(key, [])}
        for stance in sorted(mine.keys() | theirs.keys(), key=str):
            a, b = mine.get(stance), theirs.get(stance)
            shown_a = _relation_text(alignment, a, second=False) if a else None
            shown_b = _relation_text(alignment, b, second=True) if b else None
            if shown_a != shown_b:
                yield key, {"kind": "relation", "first": shown_a, "second": shown_b, "stance": stance}


def _mark(span: Json | None) -> str | None:
    if span is None:
        return None
    values = [f"{k}={json.dumps(span[k])}" for k in schema.attributes(span["label"]) if span.get(k) is not None]
    return f"[{span['start']},{span['end']}) {' '.join([span['label'], *values])} | {_words(span)}"


def _words(span: Json) -> str:
    return span.get("text") or f"<{span.get('hash', '')[:8]}>"


def _relation_text(alignment: Alignment, relation: Json, *, second: bool) -> str:
    nodes = alignment.node_of_second if second else alignment.node_of_first

    def name(identity: str) -> str:
        node = nodes[identity]
        span = node.first or node.second or {}
        return f"{_words(span)}@{span['start']}"

    parts = [relation["type"], name(relation["head"]), "->", name(relation["tail"])]
    if "stance" in relation:
        parts.append(relation["stance"])
    if relation.get("cue"):
        parts.append(f"cue {name(relation['cue'])}")
    return " ".join(parts)


def _context(text: str, node: Node) -> str:
    end = max(span["end"] for span in (node.first, node.second) if span is not None)
    return re.sub(r"\s+", " ", text[max(0, node.start - 60) : end + 60])


def decision_sheet(article: str, found: list[Difference]) -> str:
    """Return the differences as a JSON file for an adjudicator to fill: ``decision``, ``rule``, at need ``gold``."""
    rows = [
        {
            "n": d.number,
            "kind": d.kind,
            "context": d.context,
            "first": d.first,
            "second": d.second,
            "decision": "",
            "rule": "",
        }
        for d in found
    ]
    body = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    return f'{{"article": "{article}", "differences": [\n{body}\n]}}\n'


def merge(alignment: Alignment, found: list[Difference], sheet: Json, name: str) -> tuple[Json, list[Json]]:
    """Return the gold zones, spans and relations that the decisions make, and the decisions as gold records them.

    Args:
        alignment: the two passes.
        found: their differences.
        sheet: the filled decision sheet. A row's ``gold`` gives an attribute's value as JSON where neither is right.
        name: what messages call the sheet.

    Raises:
        UserError: a difference is undecided, or the sheet is not of these passes.
    """
    decided = decisions_of(found, sheet, name)
    chosen: dict[int, Json] = {}
    for node in alignment.nodes:
        span = _choose_span(alignment, node, found, decided)
        if span is not None:
            chosen[node.number] = span
    relations = _choose_relations(alignment, chosen, found, decided)
    spans, renamed = _renumber(chosen)
    relations = [
        {**r, "head": renamed[r["head"]], "tail": renamed[r["tail"]]}
        | ({"cue": renamed[r["cue"]]} if "cue" in r else {})
        for r in relations
    ]
    order = {kind: number for number, kind in enumerate(schema.relation_types())}
    at = {span["id"]: span["start"] for span in spans}
    relations.sort(key=lambda r: (at[r["head"]], order[r["type"]], at[r["tail"]], r.get("stance", "")))
    gold_relations = [{"id": f"r{number}", **r} for number, r in enumerate(relations, 1)]
    records = [_record(d, decided[d.number]) for d in found]
    return {"zones": alignment.first["zones"], "spans": spans, "relations": gold_relations}, records


def decisions_of(
    found: list[Difference], sheet: Json, name: str, allowed: tuple[str, ...] = _DECISIONS, verb: str = "adjudicate"
) -> dict[int, Json]:
    """Return the rows of a filled sheet by number.

    Args:
        found: the differences that it must decide, no more and no less.
        sheet: the filled sheet.
        name: what messages call it.
        allowed: what ``decision`` may say.
        verb: the command that writes such sheets.

    Raises:
        UserError: a difference is undecided, or the sheet is of other annotations.
    """
    try:
        rows: dict[int, Json] = {row["n"]: row for row in sheet["differences"]}
        assert all({"first", "second", "decision", "rule"} <= row.keys() for row in rows.values())
    except (KeyError, TypeError, AssertionError, AttributeError) as error:
        raise UserError(f"{name}: no decision sheet (write one with `python -m scripts {verb} ID`)") from error
    problems: list[str] = []
    for d in found:
        row = rows.get(d.number)
        if row is None or (row["first"], row["second"]) != (d.first, d.second):
            problems.append(f"difference {d.number} is not the one of these passes: list them again")
        elif row["decision"] not in allowed or not row["rule"]:
            problems.append(
                f"difference {d.number} ({d.first} / {d.second}) needs a decision ({', '.join(allowed)}) and a rule"
            )
    if len(rows) != len(found):
        problems.append(f"{len(rows)} rows for {len(found)} differences")
    if problems:
        raise UserError("\n".join(f"{name}: {problem}" for problem in problems))
    return rows


def _choose_span(alignment: Alignment, node: Node, found: list[Difference], decided: dict[int, Json]) -> Json | None:
    """Return the gold span of a node, still with the incident ids of the first pass; None where gold has none."""
    sides = {"first": node.first, "second": node.second, "neither": None}
    taken = "first" if node.first is not None else "second"
    mine = [d for d in found if d.node == node.number]
    for d in mine:
        if d.kind in {"span", "boundary", "label"}:
            taken = decided[d.number]["decision"]
    chosen = sides[taken]
    if chosen is None:
        return None
    span = dict(chosen)
    if taken == "second" and span["label"] == "EVENT":
        span["incident"] = alignment.incidents[span["incident"]]
    if _one_label(node):
        values = {name: (a, b) for name, a, b in alignment.attribute_pairs(node)}
        for name, (a, _) in values.items():
            _set(span, name, a)
        for d in mine:
            if d.kind == "attribute" and d.attribute is not None:
                row, (a, b) = decided[d.number], values[d.attribute]
                _set(span, d.attribute, {"first": a, "second": b, "neither": row.get("gold")}[row["decision"]])
    return span


def _one_label(node: Node) -> bool:
    return node.first is not None and node.second is not None and node.first["label"] == node.second["label"]


def _set(span: Json, name: str, value: Any) -> None:
    """Set an attribute; None means absent, but for the bounds of a count, where null says that there is none."""
    if value is None and name not in {"low", "high"}:
        span.pop(name, None)
    else:
        span[name] = value


def _choose_relations(
    alignment: Alignment, chosen: dict[int, Json], found: list[Difference], decided: dict[int, Json]
) -> list[Json]:
    disputed = {(d.relation, d.stance): decided[d.number]["decision"] for d in found if d.kind == "relation"}
    taken_from = {d.node: decided[d.number]["decision"] for d in found if d.kind in {"span", "label"}}
    relations: list[Json] = []
    seen: set[tuple[Any, ...]] = set()
    for second, side in enumerate(alignment.relations):
        who = "second" if second else "first"
        for key, items in side.items():
            kind, head, tail = key
            if head not in chosen or tail not in chosen:
                continue
            for r in items:
                if disputed.get((key, r.get("stance")), who) != who:
                    continue
                if (
                    any(taken_from.get(n) not in {None, who} for n in (head, tail))
                    and (key, r.get("stance")) not in disputed
                ):
                    continue
                relation: Json = {"type": kind, "head": head, "tail": tail}
                if "stance" in r:
                    relation["stance"] = r["stance"]
                    cue = alignment.cue_node(r, second=bool(second))
                    if cue is not None and cue in chosen and chosen[cue]["label"] == "CUE":
                        relation["cue"] = cue
                fits = schema.relation_types()[kind]
                identity = (kind, head, tail, relation.get("stance"))
                if (
                    identity in seen
                    or chosen[head]["label"] not in fits.head_labels
                    or chosen[tail]["label"] not in fits.tail_labels
                ):
                    continue
                seen.add(identity)
                relations.append(relation)
    return relations


def _renumber(chosen: dict[int, Json]) -> tuple[list[Json], dict[int, str]]:
    """Return the spans with ids in order of offset and incidents in order of their first trigger."""
    renamed: dict[int, str] = {}
    incidents: dict[str, str] = {}
    spans: list[Json] = []
    for number, span in sorted(chosen.items(), key=lambda item: (item[1]["start"], item[1]["end"])):
        renamed[number] = f"s{len(spans) + 1}"
        new = {**span, "id": renamed[number]}
        if new["label"] == "EVENT":
            new["incident"] = incidents.setdefault(new["incident"], f"i{len(incidents) + 1}")
        spans.append(new)
    return spans, renamed


def _record(d: Difference, row: Json) -> Json:
    record: Json = {
        "kind": d.kind,
        "first": d.first,
        "second": d.second,
        "decision": row["decision"],
        "rule": row["rule"],
    }
    if row["decision"] == "neither":
        record["gold"] = json.dumps(row["gold"], ensure_ascii=False) if row.get("gold") is not None else None
    return record
