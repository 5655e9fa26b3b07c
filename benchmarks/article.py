"""One generated article: running text of invented words with spans, relations, zones and a fact sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from . import vocabulary
from .draft import EMOJI, Cast, Draft
from .registry import Row

#: Share of articles with characters outside ASCII.
NON_ASCII = 0.37


@dataclass(frozen=True)
class Generated:
    """An article as its files hold it."""

    id: str
    region: str
    story: str
    published: str
    text: str
    annotation: Row
    metadata: Row


class Writer:
    """Writes the sentences of one article about its cast."""

    def __init__(self, draft: Draft, cast: Cast, published: date) -> None:
        self.draft, self.cast, self.published = draft, cast, published
        self.rng = draft.rng
        self.tolls: list[Row] = []

    def headline(self) -> None:
        """A group, an event and a place."""
        draft = self.draft
        draft.filler()
        agent = self.actor("ARMED_GROUP")
        draft.filler()
        event = self.event(1)
        draft.filler()
        draft.relate("agent", event, agent)
        draft.relate("place", event, self.place())
        draft.line()
        draft.zone("headline")

    def dateline(self) -> None:
        """A place and a day."""
        self.place()
        self.draft.put(",", glue=True)
        self.date(exact=True)
        self.draft.line()
        self.draft.zone("dateline")

    def furniture(self) -> None:
        """What a page adds: names and words that nobody marks."""
        for _ in range(3):
            self.draft.filler(4, 7)
            self.draft.line(blank=False)
        self.draft.zone("furniture")

    def report(self, incident: int) -> None:
        """One event with agent, target, place, date, toll and who says so."""
        draft, rng = self.draft, self.rng
        draft.filler()
        agent = self.actor(rng.choice(("ARMED_GROUP", "STATE_FORCE", "ACTOR")), "fighters")
        draft.filler()
        event = self.event(incident)
        draft.relate("agent", event, agent)
        draft.filler()
        draft.relate("target", event, self.target())
        draft.filler()
        draft.put("in")
        draft.relate("place", event, self.place())
        if rng.random() < 0.4:
            draft.filler()
            draft.relate("weapon", event, draft.span("WEAPON", rng.choice(vocabulary.WEAPONS)))
        draft.filler()
        draft.put("on")
        draft.relate("date", event, self.date())
        draft.stop()
        draft.filler()
        toll = self.toll()
        draft.relate("casualty", event, toll)
        if rng.random() < 0.3:
            draft.filler()
            draft.relate("part_of", self.toll(), toll)
        draft.filler()
        draft.put(",", glue=True)
        stance = rng.choices(("asserts", "denies", "denies_role", "withholds"), (85, 6, 4, 5))[0]
        source = self.source()
        cue = draft.span("CUE", rng.choice(vocabulary.CUES[stance]))
        draft.relate("source", event, source, stance=stance, cue=cue)
        draft.relate("source", toll, source, stance="asserts", cue=cue)
        draft.filler()
        draft.stop()

    def background(self) -> None:
        """Names that take part in nothing."""
        draft, rng = self.draft, self.rng
        draft.filler()
        draft.span("PERSON", rng.choice(self.cast.people))
        draft.filler()
        self.actor("ORG")
        draft.filler()
        draft.span("NORP", rng.choice(self.cast.peoples))
        draft.filler()
        self.place()
        draft.stop()

    def actor(self, label: str, kind: str = "") -> str:
        """A named actor of ``label``, or an unnamed one of ``kind``."""
        if label == "ACTOR":
            return self.draft.span("ACTOR", self.rng.choice(vocabulary.ACTORS[kind]), kind=kind)
        name, link = self.rng.choice(self.cast.actors[label])
        return self.draft.span(label, name, **link)

    def target(self) -> str:
        """Whom or what an event is done to."""
        draft, rng = self.draft, self.rng
        if rng.random() < 0.3:
            return draft.span("FACILITY", rng.choice(self.cast.facilities), named=True)
        if rng.random() < 0.4:
            return draft.span("FACILITY", rng.choice(vocabulary.UNNAMED_FACILITIES), named=False)
        return self.actor(rng.choice(("STATE_FORCE", "ACTOR")), rng.choice(("forces", "civilians")))

    def source(self) -> str:
        """Who says so."""
        if self.rng.random() < 0.25:
            return self.draft.span("PERSON", self.rng.choice(self.cast.people))
        return self.actor(self.rng.choice(("ORG", "ACTOR", "ACTOR")), self.rng.choice(("officials", "sources")))

    def event(self, incident: int) -> str:
        """A trigger word."""
        kind = self.rng.choice(tuple(vocabulary.EVENTS))
        words = self.rng.choice(vocabulary.EVENTS[kind])
        realis = "actual" if self.rng.random() < 0.9 else "other"
        return self.draft.span("EVENT", words, type=kind, realis=realis, incident=f"i{incident}")

    def place(self) -> str:
        """A place of the cast, or its country."""
        if self.rng.random() < 0.15:
            row = self.cast.country
            return self.draft.span("LOC", row["name"], level="country", place=row["id"])
        name, link = self.rng.choice(self.cast.places)
        return self.draft.span("LOC", name, **link)

    def date(self, exact: bool = False) -> str:
        """A day, month or year on or before the day of publication, with its EDTF value."""
        style = 0 if exact else self.rng.randrange(5)
        day = self.published - timedelta(days=0 if exact else self.rng.randint(1, 6 if style == 2 else 400))
        month = f"{day:%B}"
        words, value = (
            (f"{day.day} {month} {day.year}", day.isoformat()),
            (f"{month} {day.day}", day.isoformat()),
            (f"{day:%A}", day.isoformat()),
            (f"{month} {day.year}", f"{day:%Y-%m}"),
            (str(day.year), str(day.year)),
        )[style]
        return self.draft.span("DATE", words, value=value)

    def toll(self) -> str:
        """A count of people in words that the table of values knows."""
        rng = self.rng
        noun = rng.choice(tuple(vocabulary.VICTIMS))
        outcome = rng.choice(vocabulary.OUTCOMES)
        count = rng.choices((rng.randint(2, 99), rng.randint(1_000, 9_999)), (9, 1))[0]
        figure, low, high, approx = rng.choice(
            (
                (f"{count:,}", count, count, False),
                (f"at least {count:,}", count, None, False),
                (f"more than {count:,}", count + 1, None, False),
                (f"up to {count:,}", None, count, False),
                (f"about {count:,}", count, count, True),
                ("dozens of", 24, None, False),
                *((word, number, number, False) for word, number in vocabulary.NUMBER_WORDS.items()),
            )
        )
        self.tolls.append(
            {
                "figure": figure, "low": low, "high": high, "victims": noun, "victim_kind": vocabulary.VICTIMS[noun],
                "outcome": outcome, "said_by": "officials", "stance": "asserts",
            }
        )  # fmt: skip
        return self.draft.span(
            "CASUALTY", f"{figure} {noun}", outcome=outcome, victim=vocabulary.VICTIMS[noun], low=low, high=high,
            approx=approx, scope="incident",
        )  # fmt: skip


def write_article(number: int, seed: int) -> Generated:
    """Return article ``number``: the same whatever else is generated."""
    rng = Random(f"{seed}:{number}")
    region = rng.choice(tuple(vocabulary.COUNTRIES))
    code = rng.choice(vocabulary.COUNTRIES[region])
    published = date(2014, 1, 1) + timedelta(days=rng.randrange(4_380))
    genre = rng.choice(vocabulary.GENRES)
    story = f"{code.lower()}-{published.isoformat()}-b{number:06d}"
    foreign = rng.random() < NON_ASCII
    cast = Cast.draw(rng, code, foreign)
    draft = Draft(rng, foreign)
    writer = Writer(draft, cast, published)
    _compose(writer)
    text = "".join(draft.parts)
    title = text.split("\n", 1)[0]
    article = f"{story}-{genre.split('_')[0]}"
    annotation = {"id": article, "zones": draft.zones, "spans": draft.spans, "relations": draft.relations}
    metadata = {
        "id": article, "title": title, "country": code, "region": region, "published": published.isoformat(),
        "genre": genre, "story": story, "license": "CC-BY-4.0", "author": {"kind": "model", "name": "generator"},
        "declared": [], "headline_facts": [],
        "facts": [_sheet(writer, story, code, region)],
    }  # fmt: skip
    return Generated(article, region, story, published.isoformat(), text, annotation, metadata)


def _compose(writer: Writer) -> None:
    draft, rng = writer.draft, writer.rng
    writer.headline()
    writer.dateline()
    if draft.foreign:
        draft.put(rng.choice(EMOJI))
    if rng.random() < 0.4:
        writer.furniture()
    reports = rng.choice((3, 4))
    for incident in range(1, reports + 1):
        writer.report(incident)
        draft.line()
        if rng.random() < 0.3:
            writer.background()
            draft.line()
    draft.zone("body")
    writer.furniture()


def _sheet(writer: Writer, story: str, code: str, region: str) -> Row:
    """Return the fact sheet that holds every name and figure of the article."""
    cast, rng = writer.cast, writer.rng
    known = vocabulary.words()
    country = cast.country["name"]
    kinds = {"ARMED_GROUP": "armed_group", "STATE_FORCE": "state_force", "ORG": "organisation"}
    facts = [" ".join(known[int(vocabulary.SIZE * rng.random() ** 2)] for _ in range(14)) for _ in range(5)]
    return {
        "id": story, "country": code, "region": region,
        "date": (writer.published - timedelta(days=1)).isoformat(), "date_precision": "day", "event_type": "attack",
        "places": [{"name": name, "aliases": [], "within": [country], "kind": "town"} for name, _ in cast.places],
        "actors": [
            {"name": names[0][0], "aliases": [name for name, _ in names[1:]], "kind": kinds[label], "role": "actor"}
            for label, names in cast.actors.items()
        ],
        "people": [{"name": name, "title": "spokesman", "of": country} for name in cast.people],
        "facts": facts,
        "tolls": writer.tolls,
        "claims": [{"by": cast.people[0], "what": facts[0][:60], "stance": "asserts"}],
        "weapons": list(vocabulary.WEAPONS[:2]),
        "context": [*cast.peoples, *cast.facilities],
        "sources": [
            {"publisher": "Invented Wire", "url": f"https://example.org/{story}/{n}", "date": f"{writer.published}"}
            for n in range(2)
        ],
    }  # fmt: skip
