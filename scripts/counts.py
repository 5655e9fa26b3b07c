"""The numbers that documents and ``conflictwire info`` show."""

from __future__ import annotations

from collections import Counter

from .check import body_text
from .records import Article, Json

_COUNTERS = ("articles", "words", "spans", "relations", "stances", "genres", "countries", "regions")


class Counts:
    """Counts over any number of articles."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        self.spans: Counter[str] = Counter()
        self.relations: Counter[str] = Counter()
        self.stances: Counter[str] = Counter()
        self.genres: Counter[str] = Counter()
        self.countries: Counter[str] = Counter()
        self.regions: Counter[str] = Counter()
        self.standoff = 0
        self.checked_by_person = 0
        self.sheets: set[str] = set()
        self.published: list[str] = []

    def add(self, article: Article, split: str) -> None:
        """Count one article."""
        metadata, annotation = article.metadata, article.annotation
        self.articles[split] += 1
        self.words[split] += len(body_text(article).split()) if article.text is not None else 0
        self.spans.update(span["label"] for span in annotation["spans"])
        self.relations.update(relation["type"] for relation in annotation["relations"])
        self.stances.update(r["stance"] for r in annotation["relations"] if r["type"] == "source")
        self.genres[metadata["genre"]] += 1
        self.countries[metadata["country"]] += 1
        self.regions[metadata["region"]] += 1
        self.standoff += article.standoff
        self.checked_by_person += bool(annotation["provenance"].get("checked_by_person"))
        self.sheets.update(sheet["id"] for sheet in metadata["facts"])
        self.published = _ends([*self.published, metadata["published"]])

    def merge(self, other: Counts) -> None:
        """Add the counts of other articles."""
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.standoff += other.standoff
        self.checked_by_person += other.checked_by_person
        self.sheets |= other.sheets
        self.published = _ends([*self.published, *other.published])

    def to_json(self) -> Json:
        """Return the counts with the largest first."""
        values: Json = {name: dict(sorted(getattr(self, name).items(), key=_largest)) for name in _COUNTERS}
        return values | {
            "standoff": self.standoff,
            "checked_by_person": self.checked_by_person,
            "fact_sheets": len(self.sheets),
            "published": [self.published[0], self.published[-1]],
        }


def _largest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _ends(days: list[str]) -> list[str]:
    """Return the first and the last day."""
    return [min(days), max(days)] if days else []
