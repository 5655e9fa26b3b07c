"""Level 5: the corpus as a whole. Ids, stories, splits, near-duplicates, the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scripts.records import FileKind, Finding, Json, Registry


@dataclass(frozen=True, slots=True)
class Entry:
    """What the corpus rules keep of one article."""

    id: str
    region: str
    story: str
    published: str


@dataclass(frozen=True)
class Corpus:
    """The whole corpus, article by article reduced to what the corpus rules need.

    ``unread`` counts the articles that are too damaged to say which story they belong to. ``passages`` are hashes of
    eight-word sequences with the numbers of the entries that hold them; ``words_of`` tells the words of one.
    """

    entries: list[Entry]
    stories: dict[str, str]
    registry: Registry
    passages: list[tuple[int, list[int]]]
    words_of: Callable[[Entry, int], str]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class CorpusFinding:
    """A finding and the article it belongs to; None where it belongs to a file of the whole corpus."""

    finding: Finding
    entry: Entry | None = None


def story_split(corpus: Corpus) -> Iterator[CorpusFinding]:
    """Every story has a split, and every story in the split file has an article."""
    stories = {entry.story for entry in corpus.entries}
    for entry in corpus.entries:
        if entry.story not in corpus.stories:
            yield CorpusFinding(
                Finding(
                    "metadata",
                    ("story",),
                    f"story {entry.story} is in no split",
                    "a story of splits.json",
                    entry.story,
                    "run `python -m scripts split`",
                ),
                entry,
            )
    for story in sorted(corpus.stories.keys() - stories) if not corpus.unread else ():
        yield CorpusFinding(
            Finding(
                "splits",
                ("stories", story),
                f"story {story} has no article",
                "the story of an article",
                story,
                "delete the line, or bring the article back",
            )
        )


def split_region(corpus: Corpus) -> Iterator[CorpusFinding]:
    """No region of test_region is in train."""
    seen = {entry.region for entry in corpus.entries if corpus.stories.get(entry.story) == "train"}
    for entry in corpus.entries:
        if corpus.stories.get(entry.story) == "test_region" and entry.region in seen:
            yield CorpusFinding(
                Finding(
                    "metadata",
                    ("region",),
                    f"{entry.region} is in train too",
                    "a region that train does not have",
                    entry.region,
                    "move the story to another split",
                ),
                entry,
            )


def split_time(corpus: Corpus) -> Iterator[CorpusFinding]:
    """Every article of test_time is published after every article of train."""
    last = max((e.published for e in corpus.entries if corpus.stories.get(e.story) == "train"), default="")
    for entry in corpus.entries:
        if corpus.stories.get(entry.story) == "test_time" and entry.published <= last:
            yield CorpusFinding(
                Finding(
                    "metadata",
                    ("published",),
                    "an article of test_time is not later than train",
                    f"a day after {last}",
                    entry.published,
                    "move the story to another split",
                ),
                entry,
            )


def near_duplicate(corpus: Corpus) -> Iterator[CorpusFinding]:
    """Articles of different stories share no eight words in a row, stock phrases apart."""
    reported: set[tuple[str, str]] = set()
    for key, numbers in corpus.passages:
        holders = sorted((corpus.entries[number] for number in numbers), key=lambda entry: entry.id)
        for index, second in enumerate(holders):
            for first in holders[:index]:
                if first.story == second.story or (first.id, second.id) in reported:
                    continue
                reported.add((first.id, second.id))
                yield CorpusFinding(
                    Finding(
                        "text",
                        0,
                        f"shares words with {first.id}, an article of another story",
                        "no eight words in a row in common",
                        corpus.words_of(second, key),
                        "reword one of the two, give both one story, or add the words to scripts/stock_phrases.txt",
                    ),
                    second,
                )


def id_corpus(corpus: Corpus) -> Iterator[CorpusFinding]:
    """Article ids are unique in the corpus, across regions."""
    seen: dict[str, str] = {}
    for entry in corpus.entries:
        if entry.id in seen:
            yield CorpusFinding(
                Finding(
                    "metadata",
                    ("id",),
                    f"{entry.id} is also in {seen[entry.id]}",
                    "a new id",
                    entry.id,
                    "ids are permanent: rename the newer article",
                ),
                entry,
            )
        seen.setdefault(entry.id, entry.region)


def registry_id(corpus: Corpus) -> Iterator[CorpusFinding]:
    """Ids of the registry are unique."""
    for file, rows in _registry_files(corpus.registry):
        seen: set[str] = set()
        for index, row in enumerate(rows):
            if row["id"] in seen:
                yield CorpusFinding(
                    Finding(file, (file, index, "id"), "an id is used twice", "a new id", row["id"], "rename or merge")
                )
            seen.add(row["id"])


def registry_unique(corpus: Corpus) -> Iterator[CorpusFinding]:
    """No two entries of one kind and country share a name."""
    for file, rows in _registry_files(corpus.registry):
        names: dict[tuple[str, str, str], str] = {}
        for index, row in enumerate(rows):
            for name in {name.casefold() for name in row["names"]}:
                key = (name, row.get("kind") or row["level"], str(row["country"]))
                if key in names:
                    yield CorpusFinding(
                        Finding(
                            file,
                            (file, index, "names"),
                            f'{row["id"]} and {names[key]} are both called "{name}"',
                            "one entry a name, kind and country",
                            name,
                            "merge the two, or drop the name from one",
                        )
                    )
                names[key] = row["id"]


def registry_place(corpus: Corpus) -> Iterator[CorpusFinding]:
    """A place lies within a place of the registry, of its own country, without circles."""
    places = corpus.registry.places
    for index, place in enumerate(corpus.registry.place_rows):
        chain = [place["id"]]
        at = place["within"]
        while at is not None and at in places and at not in chain:
            chain.append(at)
            at = places[at]["within"]
        outer = places.get(place["within"] or "")
        wrong = ""
        if at is not None:
            wrong = "a circle" if at in chain else f"no place {at}"
        elif outer and outer["country"] not in {None, place["country"]}:
            wrong = f"{place['within']} is in {outer['country']}"
        if wrong:
            yield CorpusFinding(
                Finding(
                    "places",
                    ("places", index, "within"),
                    f"{place['id']} lies within {place['within']}",
                    "a containing place of the same country",
                    wrong,
                    "correct the containing place or the country",
                )
            )


def registry_years(corpus: Corpus) -> Iterator[CorpusFinding]:
    """An actor does not end before it begins."""
    for index, actor in enumerate(corpus.registry.actor_rows):
        first, last = actor["active_from"], actor["active_to"]
        if first is not None and last is not None and first > last:
            yield CorpusFinding(
                Finding(
                    "actors",
                    ("actors", index, "active_to"),
                    f"{actor['id']} is active from {first} to {last}",
                    f"{first} or later",
                    str(last),
                    "correct the years",
                )
            )


def _registry_files(registry: Registry) -> Iterator[tuple[FileKind, list[Json]]]:
    yield "actors", registry.actor_rows
    yield "places", registry.place_rows
