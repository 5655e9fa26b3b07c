"""Invented words and names, and the small closed lists that the rules of the corpus understand."""

from __future__ import annotations

from functools import cache
from random import Random

SIZE = 50_000

#: The invented languages of the trees: each region has two countries, whose codes ISO 3166 leaves to its users.
COUNTRIES = {
    region: (f"X{chr(65 + 2 * number)}", f"X{chr(66 + 2 * number)}")
    for number, region in enumerate(
        (
            "sahel", "lake-chad", "coastal-west-africa", "horn", "great-lakes", "southern-africa", "mena", "europe",
            "south-asia", "southeast-asia", "americas",
        )
    )
}  # fmt: skip

EVENTS = {
    "attack": ("attacked", "raid", "ambush"), "clash": ("clashed", "fighting"), "operation": ("sweep", "offensive"),
    "air_strike": ("air strike", "bombed"), "shelling": ("shelled", "shelling"), "explosion": ("blast", "exploded"),
    "killing": ("killed", "shot dead"), "abduction": ("kidnapped", "abducted"), "seizure": ("seized", "captured"),
    "withdrawal": ("pulled out", "withdrew"), "siege": ("blockade", "siege"), "arrest": ("arrested", "detained"),
    "release": ("freed", "released"), "displacement": ("fled", "displaced"), "talks": ("talks", "negotiations"),
    "protest": ("protest", "marched"), "trial": ("convicted", "trial"),
}  # fmt: skip

ACTORS = {
    "fighters": ("gunmen", "militants", "armed men"), "forces": ("soldiers", "troops", "police officers"),
    "officials": ("officials", "local official", "governor"), "civilians": ("villagers", "residents", "traders"),
    "sources": ("witnesses", "security source", "local sources"), "organisation": ("rights group", "aid workers"),
}  # fmt: skip

CUES = {
    "asserts": ("said", "claimed", "according to", "told reporters", "announced"),
    "denies": ("denied", "dismissed"), "denies_role": ("disowned", "rejected"),
    "withholds": ("did not comment", "gave no figure"),
}  # fmt: skip

VICTIMS = {
    "soldiers": "military", "fighters": "militant", "civilians": "civilian", "people": "unknown", "troops": "military",
    "villagers": "civilian", "insurgents": "militant",
}  # fmt: skip

OUTCOMES = ("killed", "wounded", "missing", "abducted", "displaced", "captured")
WEAPONS = ("drones", "mortars", "rocket", "explosive device", "assault rifles", "tank", "artillery")
UNNAMED_FACILITIES = ("military camp", "market", "primary school", "checkpoint", "hospital", "convoy")
FACILITY_KINDS = ("bridge", "barracks", "airport", "mine", "prison")
LEVELS = ("settlement", "settlement", "settlement", "admin", "natural")
GENRES = ("agency_report", "daily", "web_page", "local_report", "radio_bulletin", "situation_report", "rights_brief")
NUMBER_WORDS = {"three": 3, "seven": 7, "twelve": 12, "twenty": 20, "thirty-four": 34}

_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kr", "st", "tr", "sh")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_CODAS = ("", "", "", "n", "r", "l", "s", "m", "k")


def invented_word(rng: Random, syllables: int) -> str:
    """Return a pronounceable word that means nothing."""
    parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables)]
    return "".join(parts)


@cache
def words() -> tuple[str, ...]:
    """Return the vocabulary, the same in every process."""
    rng = Random("vocabulary")
    found: dict[str, None] = {}
    while len(found) < SIZE:
        word = invented_word(rng, rng.choice((1, 2, 2, 3)))
        if len(word) > 3:
            found[word] = None
    return tuple(found)


def invented_name(rng: Random, parts: int = 1) -> str:
    """Return a capitalised name of ``parts`` words."""
    return " ".join(invented_word(rng, rng.choice((2, 3))).capitalize() for _ in range(parts))
