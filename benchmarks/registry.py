"""The registry of the generated trees: actors and places with invented names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from .vocabulary import COUNTRIES, LEVELS, invented_name

Row = dict[str, Any]
_KINDS = {"ARMED_GROUP": "Front", "STATE_FORCE": "Army", "ORG": "Council"}


@dataclass(frozen=True)
class World:
    """What all articles draw on: registry rows, and the rows of each country by kind."""

    actors: list[Row]
    places: list[Row]
    by_country: dict[str, dict[str, list[Row]]]


@cache
def world() -> World:
    """Return the registry, the same in every process."""
    rng = Random("registry")
    actors: list[Row] = []
    places: list[Row] = []
    by_country: dict[str, dict[str, list[Row]]] = {}
    taken: set[str] = set()

    def name(parts: int) -> str:
        while (found := invented_name(rng, parts)) in taken:
            pass
        taken.add(found)
        return found

    for code in (code for pair in COUNTRIES.values() for code in pair):
        country = _place(code.lower(), name(1), "country", code, None)
        local = [
            _place(f"{code.lower()}-{number}", name(rng.choice((1, 1, 2))), rng.choice(LEVELS), code, country["id"])
            for number in range(36)
        ]
        groups: dict[str, list[Row]] = {"country": [country], "places": local}
        for kind, ending in _KINDS.items():
            groups[kind] = [
                _actor(f"{code.lower()}-{ending.lower()}-{number}", f"{name(2)} {ending}", kind, code)
                for number in range(5)
            ]
            actors += groups[kind]
        places += [country, *local]
        by_country[code] = groups
    return World(actors, places, by_country)


def _place(identity: str, name: str, level: str, country: str, within: str | None) -> Row:
    return {
        "id": identity, "name": name, "level": level, "country": country, "names": [name], "within": within,
        "source": "invented",
    }  # fmt: skip


def _actor(identity: str, name: str, kind: str, country: str) -> Row:
    letters = "".join(part[0] for part in name.split()) + identity.rsplit("-", 1)[1]
    return {
        "id": identity, "name": name, "kind": kind, "country": country, "names": [name, letters],
        "active_from": 2001, "active_to": None, "source": "invented",
    }  # fmt: skip
