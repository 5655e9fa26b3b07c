"""What an article is made of: the names it may use, and text that grows with the marks on it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from . import vocabulary
from .registry import Row, world
from .vocabulary import invented_name

#: "q", "x" and "m" have no composed form with these marks: such text is in NFC and still holds combining characters.
_COMBINED = ("q\u0303", "x\u0302", "m\u0304\u0302")
EMOJI = ("\U0001f54a", "\U0001f534", "\U0001f4f7")


@dataclass
class Cast:
    """Whom and what an article is about: every name that it may use."""

    country: Row
    places: list[tuple[str, Row]]
    actors: dict[str, list[tuple[str, Row]]]
    people: list[str]
    peoples: list[str]
    facilities: list[str]

    @classmethod
    def draw(cls, rng: Random, code: str, foreign: bool) -> Cast:
        """Draw names, some of the registry and some that it does not know."""
        local = world().by_country[code]
        places = [(row["name"], {"level": row["level"], "place": row["id"]}) for row in rng.sample(local["places"], 4)]
        places += [(_name(rng, 1, foreign), {"level": "settlement"}) for _ in range(2)]
        actors: dict[str, list[tuple[str, Row]]] = {}
        for kind in ("ARMED_GROUP", "STATE_FORCE", "ORG"):
            row = rng.choice(local[kind])
            actors[kind] = [(name, {"actor": row["id"]}) for name in row["names"]]
            actors[kind].append((f"{_name(rng, 1, foreign)} {kind[:3].capitalize()}", {}))
        people = [_name(rng, 2, foreign) for _ in range(3)]
        peoples = [_name(rng, 1, foreign) for _ in range(2)]
        facilities = [f"{_name(rng, 1, foreign)} {rng.choice(vocabulary.FACILITY_KINDS)}" for _ in range(2)]
        return cls(local["country"][0], places, actors, people, peoples, facilities)


def _name(rng: Random, parts: int, foreign: bool) -> str:
    name = invented_name(rng, parts)
    if foreign and rng.random() < 0.5:
        at = rng.randrange(1, len(name.split(" ")[0]))
        name = name[:at] + rng.choice((*_COMBINED, "é", "ï", "ŋ")) + name[at:]
    return name


class Draft:
    """Text that grows to the right, with the marks on it."""

    def __init__(self, rng: Random, foreign: bool) -> None:
        self.rng = rng
        self.foreign = foreign
        self.parts: list[str] = []
        self.length = 0
        self.at_start = True
        self.upper = True
        self.zones: list[Row] = []
        self.spans: list[Row] = []
        self.relations: list[Row] = []

    def put(self, text: str, *, glue: bool = False) -> int:
        """Add ``text``, after a space unless it begins a line or is glued; return where it begins."""
        if not glue and not self.at_start:
            self.parts.append(" ")
            self.length += 1
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        self.at_start = False
        return start

    def filler(self, least: int = 3, most: int = 5) -> None:
        """Add running words; frequent ones are about as much more frequent as a mild power law makes them."""
        rng, known = self.rng, vocabulary.words()
        chosen = [known[int(vocabulary.SIZE * rng.random() ** 2)] for _ in range(rng.randint(least, most))]
        if self.upper:
            chosen[0] = chosen[0].capitalize()
            self.upper = False
        if self.foreign and rng.random() < 0.15:
            chosen[-1] = rng.choice((f"“{chosen[-1]}”", f"{chosen[-1]}’s {rng.choice(known)}"))
        self.put(" ".join(chosen))

    def span(self, label: str, text: str, **attributes: Any) -> str:
        """Add ``text`` as a span and return its id."""
        identity = f"s{len(self.spans) + 1}"
        start = self.put(text)
        self.spans.append(
            {"id": identity, "start": start, "end": self.length, "label": label, "text": text, **attributes}
        )
        return identity

    def relate(self, kind: str, head: str, tail: str, **attributes: str) -> None:
        """Add a relation."""
        self.relations.append(
            {"id": f"r{len(self.relations) + 1}", "type": kind, "head": head, "tail": tail, **attributes}
        )

    def stop(self) -> None:
        """End a sentence."""
        self.put(".", glue=True)
        if self.foreign and self.rng.random() < 0.1:
            self.put(self.rng.choice(EMOJI))
        self.upper = True

    def line(self, blank: bool = True) -> None:
        """End a line."""
        self.put("\n\n" if blank else "\n", glue=True)
        self.at_start = self.upper = True

    def zone(self, name: str) -> None:
        """Close a zone at the end of the text so far."""
        start = self.zones[-1]["end"] if self.zones else 0
        self.zones.append({"start": start, "end": self.length, "zone": name})
