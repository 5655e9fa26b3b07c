"""A measured number with the bounds it is meant to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scripts.records import Article, Json


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: what it is, its value, its bounds (None: none), and over how many items it was taken."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    n: float | None = None
    digits: int = 0
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the value keeps its bounds; None where it has none."""
        if self.low is None and self.high is None:
            return None
        return (self.low is None or self.value >= self.low) and (self.high is None or self.value <= self.high)

    @property
    def target(self) -> str:
        """The bounds in words."""
        low, high = (None if bound is None else f"{bound:,.{self.digits}f}" for bound in (self.low, self.high))
        if low is None:
            return "" if high is None else f"at most {high}"
        return f"at least {low}" if high is None else f"{low} to {high}"

    def to_json(self) -> Json:
        """Return the measure as it is stored."""
        row: Json = {"name": self.name, "value": round(self.value, 4), "low": self.low, "high": self.high, "n": self.n}
        return row | {"digits": self.digits, "met": self.met, "note": self.note}

    @classmethod
    def from_json(cls, row: Json) -> Measure:
        """Return the measure of a stored row."""
        return cls(**{key: row[key] for key in ("name", "value", "low", "high", "n", "digits", "note")})


@dataclass(frozen=True, slots=True)
class Section:
    """Measures that answer one question, with the counts that its plot is drawn from."""

    title: str
    measures: tuple[Measure, ...]
    series: Json


def written(articles: list[Article]) -> list[Article]:
    """Return the articles that were written for the corpus, from fact sheets."""
    return [article for article in articles if article.text is not None and article.metadata["facts"]]


def percent(part: float, whole: float) -> float:
    """Return ``part`` of ``whole`` in percent; 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def share_measures(
    names: Iterable[str], counts: dict[str, int], target: dict[str, float], within: float, prefix: str
) -> tuple[Measure, ...]:
    """Return the share of each of ``names`` in percent, meant to be within ``within`` points of its target."""
    total = sum(counts.values())
    return tuple(
        Measure(
            f"{prefix}: {name}, percent",
            percent(counts.get(name, 0), total),
            max(0.0, target[name] - within),
            target[name] + within,
            total,
            1,
        )
        for name in names
    )
