"""The numbers that quantity words support, by the table of values in ``annotations/GUIDELINES.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_VAGUE: dict[str, tuple[int | None, int | None]] = {
    "hundreds of thousands": (200_000, None),
    "tens of thousands": (20_000, None),
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "many": (None, None),
    "several": (None, None),
    "some": (None, None),
    "few": (None, None),
    "numerous": (None, None),
    "others": (None, None),
}
_ABOUT = {"about", "around", "approximately", "roughly", "nearly", "almost", "some", "estimated", "close to", "or so"}
_LOWER = re.compile(r"\b(at least|no fewer than|not less than|a minimum of|minimum of|or more|upwards of)\b")
_LOWER_OPEN = re.compile(r"\b(more than|over|above)\b")
_UPPER = re.compile(r"\b(up to|at most|as many as|no more than|a maximum of|or fewer|or less)\b")
_UPPER_OPEN = re.compile(r"\b(fewer than|less than|under)\b")


@dataclass(frozen=True, slots=True)
class Count:
    """How many people a phrase supports; ``low`` or ``high`` is None where it sets no such bound."""

    low: int | None
    high: int | None
    approx: bool = False


def read_number(words: str) -> int | None:
    """Return the cardinal number that ``words`` are, in digits or English words, else None."""
    text = words.strip().casefold().replace("\u00a0", " ")
    if re.fullmatch(r"\d{1,3}([ ,.\u202f]\d{3})+|\d+", text):
        return int(re.sub(r"\D", "", text))
    total, current, seen = 0, 0, False
    for word in re.split(r"[\s-]+", text):
        if word in _SMALL:
            current += _SMALL[word]
        elif word in {"a", "an"} and not seen:
            current = 1
        elif word == "dozen" and seen:
            current *= 12
        elif word == "and" and seen:
            continue
        elif word in _SCALES and seen:
            current *= _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        else:
            return None
        seen = True
    return total + current if seen and text not in {"a", "an"} else None


_NUMBER = (
    r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+|"
    r"(?:(?:a|an) (?=hundred|thousand|dozen))?(?:\b(?:"
    + "|".join([*_UNITS, *_TENS, *_SCALES, "dozen"])
    + r")\b)(?:(?:[\s-]+(?:and )?)(?:"
    + "|".join([*_UNITS, *_TENS, *_SCALES, "dozen"])
    + r")\b)*"
)
_NUMBERS = re.compile(_NUMBER)
_RANGE = re.compile(
    rf"(?:between )?({_NUMBER})\s*(?:to|and|[-–]|or)\s*((?:close to|about|nearly|around|almost)\s+)?({_NUMBER})"
)


@lru_cache(maxsize=65536)
def read_count(phrase: str) -> Count | None:
    """Return the count that a casualty phrase supports, or None where the words are not in the table.

    Args:
        phrase: the words of a CASUALTY span, such as ``"at least 40 soldiers"``.
    """
    text = " ".join(phrase.casefold().split())
    if re.match(r"no(?:ne|body| one)?\b(?! (?:fewer|less|more) than)", text):
        return Count(0, 0)
    found = _RANGE.search(text)
    if found and not _bounded(text):
        low, high = read_number(found[1]), read_number(found[3])
        if low is not None and high is not None and low <= high:
            return Count(low, high, bool(found[2]) or _about(text[: found.start()]))
    found = _NUMBERS.search(text)
    if found:
        number = read_number(found[0])
        if number is None:
            number = read_number(f"a {found[0]}")
        if number is not None:
            dozen = found[0].strip().endswith("dozen") and found[0].strip() in {"dozen", "a dozen"}
            return _with_bounds(text, found, number, dozen)
    first = text.split(" ")[0]
    if text.startswith(("a couple", "couple")):
        return Count(2, 2, approx=True)
    if text.startswith("a dozen"):
        return Count(12, 12, approx=True)
    for word, (low, high) in _VAGUE.items():
        if re.search(rf"\b{word}\b", text):
            return None if _bounded(text) else Count(low, high)
    if first in {"a", "an", "another", "one"}:
        return Count(1, 1)
    return None


def _with_bounds(text: str, found: re.Match[str], number: int, dozen: bool) -> Count:
    before, after = text[: found.start()], text[found.end() :]
    if _LOWER.search(before) or re.match(r"(?: [\w-]+){0,3}?,? (?:or more|at least)\b", after):
        return Count(number, None)
    if _LOWER_OPEN.search(before):
        return Count(number + 1, None)
    if _UPPER.search(before):
        return Count(None, number)
    if _UPPER_OPEN.search(before):
        return Count(None, number - 1)
    return Count(number, number, dozen or _about(before) or after.startswith(" or so"))


def _bounded(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_LOWER, _LOWER_OPEN, _UPPER, _UPPER_OPEN))


def _about(before: str) -> bool:
    return any(re.search(rf"\b{word}\b", before) for word in _ABOUT)


def numbers_in(text: str) -> set[int]:
    """Return every cardinal number in running text, whether in digits or in words."""
    found: set[int] = set()
    for match in _NUMBERS.finditer(text.casefold()):
        number = read_number(match[0])
        if number is None:
            number = read_number(f"a {match[0]}")
        if number is not None:
            found.add(number)
    return found


def vague_words_in(text: str) -> set[str]:
    """Return the words of ``text`` that say a count without a number: "dozens", "hundreds"."""
    return {word for word in _VAGUE if re.search(rf"\b{word}\b", text.casefold())}
