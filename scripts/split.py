"""Story groups -> splits, append-only, with the proof that no story and no text is in two of them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from .errors import UserError
from .records import Article

#: Regions that train never has: they say whether a model generalises to places it has not seen.
TEST_REGIONS = frozenset({"americas", "southeast-asia"})
#: Articles published from this day on say whether a model generalises to later news.
TEST_TIME_FROM = "2025-06-01"
#: Shares of articles of the stories that are left.
SHARES = (("train", 0.7), ("validation", 0.1), ("test", 0.2))
_NAMES = ("PERSON", "ARMED_GROUP", "STATE_FORCE", "ORG", "NORP", "LOC", "FACILITY")


@dataclass(frozen=True, slots=True)
class Story:
    """A story: its articles' ids, regions and publication dates."""

    name: str
    articles: tuple[str, ...]
    regions: frozenset[str]
    published: tuple[str, ...]


def assign(stories: list[Story], fixed: dict[str, str]) -> dict[str, str]:
    """Return story -> split, those in ``fixed`` unchanged, new ones added.

    A story goes to test_region or test_time where all of its articles belong there; where only some do, to neither
    that split nor train, so that train stays clear of them: it goes to the other of the two, else to test. The rest
    fills train, validation and test towards their shares, in an order that depends on the story's name alone.
    """
    result = dict(fixed)
    free: list[Story] = []
    for story in stories:
        if story.name in result:
            continue
        late = [date >= TEST_TIME_FROM for date in story.published]
        apart = bool(story.regions & TEST_REGIONS)
        if apart and not any(late):
            result[story.name] = "test_region"
        elif all(late):
            result[story.name] = "test_time"
        elif apart or any(late):
            result[story.name] = "test"
        else:
            free.append(story)
    size = {story.name: len(story.articles) for story in stories}
    filled = Counter({split: sum(size.get(s, 0) for s, at in result.items() if at == split) for split, _ in SHARES})
    for story in sorted(free, key=lambda s: hashlib.sha256(s.name.encode()).hexdigest()):
        total = sum(filled.values()) + size[story.name]
        split = max(SHARES, key=lambda item: item[1] * total - filled[item[0]])[0]
        result[story.name] = split
        filled[split] += size[story.name]
    return dict(sorted(result.items()))


def split_of(article: Article, stories: dict[str, str]) -> str:
    """Return the split of an article.

    Raises:
        UserError: its story has none yet.
    """
    split = stories.get(article.metadata["story"])
    if split is None:
        raise UserError(f"{article.id}: story {article.metadata['story']} has no split (run `python -m scripts split`)")
    return split


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many different names of a label a test split has, and how many of them train has too."""

    label: str
    names: int
    seen: int


def name_overlap(articles: list[Article], stories: dict[str, str]) -> dict[str, list[Overlap]]:
    """Return, for each split but train, how many of its names train has, by label."""
    names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for article in articles:
        split = stories.get(article.metadata["story"], "")
        for span in article.annotation["spans"]:
            if span["label"] in _NAMES and span.get("named", True) and "text" in span:
                names[split, span["label"]].add(span["text"].casefold())
    splits = sorted({split for split, _ in names} - {"train", ""})
    return {
        split: [
            Overlap(label, len(names[split, label]), len(names[split, label] & names["train", label]))
            for label in _NAMES
        ]
        for split in splits
    }


def proof(articles: list[Article], stories: dict[str, str], shared_passages: int) -> dict[str, Any]:
    """Return the proof of no leakage: stories and passages shared by splits, and the names that train has seen."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    sheets: defaultdict[str, set[str]] = defaultdict(set)
    for article in articles:
        split = stories.get(article.metadata["story"], "none")
        where[article.metadata["story"]].add(split)
        for sheet in article.metadata["facts"]:
            sheets[sheet["id"]].add(split)
    overlap = name_overlap(articles, stories)
    return {
        "stories": len(where),
        "stories in two splits": sum(len(splits) > 1 for splits in where.values()),
        "fact sheets in two splits": sorted(sheet for sheet, splits in sheets.items() if len(splits) > 1),
        "eight-word passages shared by two stories": shared_passages,
        "names seen in train": {
            split: {row.label: [row.seen, row.names] for row in rows} for split, rows in overlap.items()
        },
    }


def group_by_sheet(articles: list[tuple[str, list[str]]]) -> dict[str, str]:
    """Return article -> story: those that share a fact sheet are one story, named for its first sheet by name.

    Args:
        articles: (article id, ids of its fact sheets), the main event's sheet first.
    """
    parent: dict[str, str] = {}

    def root(sheet: str) -> str:
        while parent.setdefault(sheet, sheet) != sheet:
            sheet = parent[sheet]
        return sheet

    for _, sheets in articles:
        for sheet in sheets[1:]:
            first, second = sorted((root(sheets[0]), root(sheet)))
            parent[second] = first
    return {article: root(sheets[0]) for article, sheets in articles}
