"""Agreement of annotation passes, before adjudication: spans, attributes, relations, each with n.

Span agreement is F1 between two annotators, which for marks in running text is the limit of Cohen's kappa (Hripcsak and
Rothschild, "Agreement, the F-measure, and reliability in information retrieval", JAMIA 2005).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from conflictwire import schema

from .align import Alignment, Json


@dataclass
class Tally:
    """Marks of the first, marks of the second, and those they share."""

    first: int = 0
    second: int = 0
    both: float = 0

    @property
    def f1(self) -> float:
        """Twice the shared marks over all marks; 1 where there are none."""
        total = self.first + self.second
        return 2 * self.both / total if total else 1.0

    @property
    def n(self) -> float:
        """Mean number of marks of the two."""
        return (self.first + self.second) / 2


@dataclass
class Share:
    """How often two values agree, and how often they could."""

    same: int = 0
    n: int = 0

    @property
    def rate(self) -> float:
        """Share that agrees; 1 where there is none."""
        return self.same / self.n if self.n else 1.0


@dataclass
class Agreement:
    """Agreement over any number of articles."""

    articles: int = 0
    exact: dict[str, Tally] = field(default_factory=dict[str, Tally])
    boundary: dict[str, Tally] = field(default_factory=dict[str, Tally])
    attributes: dict[str, Share] = field(default_factory=dict[str, Share])
    relations: dict[str, Tally] = field(default_factory=dict[str, Tally])
    stance: Share = field(default_factory=Share)
    cue: Share = field(default_factory=Share)

    def add(self, first: Json, second: Json) -> None:
        """Count one article, annotated twice."""
        self.articles += 1
        alignment = Alignment(first, second)
        for label in schema.span_labels():
            self._spans(label, first, second)
        for node in alignment.nodes:
            same = node.first and node.second and _key(node.first) == _key(node.second)
            if same:
                for name, a, b in alignment.attribute_pairs(node):
                    share = self.attributes.setdefault(name, Share())
                    share.n += 1
                    share.same += a == b
        self._relations(alignment)

    def merge(self, other: Agreement) -> None:
        """Count the articles of another agreement too."""
        self.articles += other.articles
        for mine, theirs in (
            (self.exact, other.exact),
            (self.boundary, other.boundary),
            (self.relations, other.relations),
        ):
            for name, tally in theirs.items():
                _count(mine.setdefault(name, Tally()), tally.first, tally.second, tally.both)
        for name, share in other.attributes.items():
            _add(self.attributes.setdefault(name, Share()), share)
        _add(self.stance, other.stance)
        _add(self.cue, other.cue)

    def _spans(self, label: str, first: Json, second: Json) -> None:
        left = {_key(span) for span in first["spans"] if span["label"] == label}
        right = {_key(span) for span in second["spans"] if span["label"] == label}
        exact = self.exact.setdefault(label, Tally())
        _count(exact, len(left), len(right), len(left & right))
        boundary = self.boundary.setdefault(label, Tally())
        all_left = {(s["start"], s["end"]) for s in first["spans"]}
        all_right = {(s["start"], s["end"]) for s in second["spans"]}
        found = (
            sum((start, end) in all_right for start, end, _ in left)
            + sum((start, end) in all_left for start, end, _ in right)
        ) / 2
        _count(boundary, len(left), len(right), found)

    def _relations(self, alignment: Alignment) -> None:
        """Count relations between spans that both annotators marked with the same words and label."""
        agreed = {n.number for n in alignment.nodes if n.first and n.second and _key(n.first) == _key(n.second)}
        left, right = (
            {key: items for key, items in side.items() if {key[1], key[2]} <= agreed} for side in alignment.relations
        )
        for kind in schema.relation_types():
            mine = Counter({key: len(items) for key, items in left.items() if key[0] == kind})
            theirs = Counter({key: len(items) for key, items in right.items() if key[0] == kind})
            both = sum((mine & theirs).values())
            _count(self.relations.setdefault(kind, Tally()), mine.total(), theirs.total(), both)
            if kind != "source":
                continue
            stances = (
                Counter((key, r["stance"]) for key, rs in side.items() if key[0] == "source" for r in rs)
                for side in (left, right)
            )
            a, b = stances
            with_stance = self.relations.setdefault("source with stance", Tally())
            _count(with_stance, a.total(), b.total(), sum((a & b).values()))
            for key in mine.keys() & theirs.keys():
                first, second = left[key][0], right[key][0]
                self.stance.n += 1
                self.stance.same += first["stance"] == second["stance"]
                self.cue.n += 1
                self.cue.same += alignment.cue_node(first, second=False) == alignment.cue_node(second, second=True)

    def total(self, tallies: dict[str, Tally], *, leave_out: tuple[str, ...] = ()) -> Tally:
        """Return the sum over labels or relation types."""
        kept = [tally for name, tally in tallies.items() if name not in leave_out]
        return Tally(sum(t.first for t in kept), sum(t.second for t in kept), sum(t.both for t in kept))

    @property
    def all_attributes(self) -> Share:
        """All attributes together."""
        return Share(sum(s.same for s in self.attributes.values()), sum(s.n for s in self.attributes.values()))

    def to_json(self) -> Json:
        """Return every figure with its n, rounded to four digits."""
        spans = {
            label: {
                "exact_f1": _r(self.exact[label].f1),
                "boundary_f1": _r(self.boundary[label].f1),
                "n": self.exact[label].n,
            }
            for label in self.exact
        }
        exact, boundary = self.total(self.exact), self.total(self.boundary)
        relations = self.total(self.relations, leave_out=("source with stance",))
        return {
            "articles": self.articles,
            "spans": {"all": {"exact_f1": _r(exact.f1), "boundary_f1": _r(boundary.f1), "n": exact.n}, **spans},
            "attributes": {
                "all": {"agree": _r(self.all_attributes.rate), "n": self.all_attributes.n},
                **{name: {"agree": _r(share.rate), "n": share.n} for name, share in self.attributes.items()},
            },
            "relations": {
                "all": {"f1": _r(relations.f1), "n": relations.n},
                **{name: {"f1": _r(tally.f1), "n": tally.n} for name, tally in self.relations.items()},
            },
            "source stance": {"agree": _r(self.stance.rate), "n": self.stance.n},
            "source cue": {"agree": _r(self.cue.rate), "n": self.cue.n},
        }


def _count(tally: Tally, first: int, second: int, both: float) -> None:
    tally.first += first
    tally.second += second
    tally.both += both


def _add(share: Share, other: Share) -> None:
    share.same += other.same
    share.n += other.n


def _key(span: Json) -> tuple[int, int, str]:
    return span["start"], span["end"], span["label"]


def _r(value: float) -> float:
    return round(value, 4)


def agreement_tables(figures: Json) -> Any:
    """Return an agreement as tables for a terminal."""
    from rich import box
    from rich.console import Group
    from rich.table import Table

    spans = Table("span label", "exact F1", "boundary F1", "n", box=box.SIMPLE_HEAD)
    for name, row in figures["spans"].items():
        spans.add_row(name, f"{row['exact_f1']:.3f}", f"{row['boundary_f1']:.3f}", f"{row['n']:g}")
    attributes = Table("attribute", "agree", "n", box=box.SIMPLE_HEAD)
    for name, row in figures["attributes"].items():
        attributes.add_row(name, f"{row['agree']:.3f}", f"{row['n']:g}")
    for name in ("source stance", "source cue"):
        attributes.add_row(name, f"{figures[name]['agree']:.3f}", f"{figures[name]['n']:g}")
    relations = Table("relation", "F1", "n", box=box.SIMPLE_HEAD)
    for name, row in figures["relations"].items():
        relations.add_row(name, f"{row['f1']:.3f}", f"{row['n']:g}")
    grid = Table.grid(padding=(0, 3))
    grid.add_row(spans, attributes, relations)
    return Group(f"Agreement before adjudication, {figures['articles']} articles", grid)
