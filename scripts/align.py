"""Two annotations of one article, side by side: which spans and relations are the same, and what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conflictwire import schema

Json = dict[str, Any]

#: Registry links are made after adjudication, by look-up, and are no part of a pass.
LINKS = frozenset({"actor", "place"})


@dataclass(frozen=True, slots=True)
class Node:
    """One span as two annotators have it; None for the one who has none there."""

    number: int
    first: Json | None
    second: Json | None

    @property
    def paired(self) -> bool:
        """Whether both have a span there."""
        return self.first is not None and self.second is not None

    @property
    def start(self) -> int:
        """Offset of the earlier span."""
        return min(span["start"] for span in (self.first, self.second) if span is not None)


@dataclass(frozen=True)
class Alignment:
    """The spans of two annotations as nodes, and their relations in terms of nodes.

    Spans with the same offsets are paired; of the rest, those that overlap, the longest overlap first.
    """

    first: Json
    second: Json

    @cached_property
    def nodes(self) -> list[Node]:
        """All nodes, in order of offset."""
        left = {(s["start"], s["end"]): s for s in self.first["spans"]}
        right = {(s["start"], s["end"]): s for s in self.second["spans"]}
        pairs: list[tuple[Json | None, Json | None]] = [(left[key], right[key]) for key in left.keys() & right.keys()]
        free_left = [span for key, span in left.items() if key not in right]
        free_right = [span for key, span in right.items() if key not in left]
        overlaps = sorted(
            (-length, a["start"], b["start"], a["id"], b["id"])
            for a in free_left
            for b in free_right
            if (length := min(a["end"], b["end"]) - max(a["start"], b["start"])) > 0
        )
        by_left, by_right = {s["id"]: s for s in free_left}, {s["id"]: s for s in free_right}
        for *_, a, b in overlaps:
            if a in by_left and b in by_right:
                pairs.append((by_left.pop(a), by_right.pop(b)))
        pairs += [(span, None) for span in by_left.values()]
        pairs += [(None, span) for span in by_right.values()]
        pairs.sort(key=lambda p: min((s["start"], s["end"]) for s in p if s is not None))
        return [Node(number, a, b) for number, (a, b) in enumerate(pairs)]

    @cached_property
    def node_of_first(self) -> dict[str, Node]:
        """Node by the id of the first annotation's span."""
        return {node.first["id"]: node for node in self.nodes if node.first}

    @cached_property
    def node_of_second(self) -> dict[str, Node]:
        """Node by the id of the second annotation's span."""
        return {node.second["id"]: node for node in self.nodes if node.second}

    @cached_property
    def incidents(self) -> dict[str, str]:
        """The second annotation's incident ids in terms of the first's, by the triggers that they share."""
        shared: Counter[tuple[str, str]] = Counter()
        for node in self.nodes:
            if node.first and node.second and node.first["label"] == node.second["label"] == "EVENT":
                shared[node.first["incident"], node.second["incident"]] += 1
        mapping: dict[str, str] = {}
        for (mine, theirs), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if theirs not in mapping and mine not in mapping.values():
                mapping[theirs] = mine
        taken = {span["incident"] for span in self.first["spans"] if span["label"] == "EVENT"} | set(mapping.values())
        number = 1
        for span in self.second["spans"]:
            if span["label"] == "EVENT" and span["incident"] not in mapping:
                while f"i{number}" in taken:
                    number += 1
                mapping[span["incident"]] = f"i{number}"
                taken.add(f"i{number}")
        return mapping

    def attribute_pairs(self, node: Node) -> list[tuple[str, Any, Any]]:
        """Return (attribute, first's value, second's value) of a node whose two spans have one label."""
        assert node.first is not None and node.second is not None
        pairs: list[tuple[str, Any, Any]] = []
        for name in schema.attributes(node.first["label"]):
            if name in LINKS:
                continue
            a, b = node.first.get(name), node.second.get(name)
            pairs.append((name, a, self.incidents[b] if name == "incident" and b else b))
        return pairs

    @cached_property
    def relations(self) -> tuple[dict[tuple[str, int, int], list[Json]], dict[tuple[str, int, int], list[Json]]]:
        """The relations of each annotation by (type, head node, tail node)."""
        found: list[dict[tuple[str, int, int], list[Json]]] = []
        for annotation, nodes in ((self.first, self.node_of_first), (self.second, self.node_of_second)):
            by_key: defaultdict[tuple[str, int, int], list[Json]] = defaultdict(list)
            for r in annotation["relations"]:
                by_key[r["type"], nodes[r["head"]].number, nodes[r["tail"]].number].append(r)
            found.append(by_key)
        return found[0], found[1]

    def cue_node(self, relation: Json, *, second: bool) -> int | None:
        """Return the node of a relation's cue."""
        cue = relation.get("cue")
        nodes = self.node_of_second if second else self.node_of_first
        return nodes[cue].number if cue else None
