"""The numbers that quantity words support, by the table of values in ``annotations/GUIDELINES.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
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
_SEVERAL = {"dozen": 24, "hundred": 200, "thousand": 2000, "million": 2_000_000}
_ABOUT = re.compile(
    r"\b(about|around|approximately|roughly|nearly|almost|some|estimated|close to|or so|more or less)\b"
)
_AT_LEAST = re.compile(r"\b(at least|(?:no|not) (?:fewer|less) than|(?:a )?minimum of|upwards of)\b")
_MORE_THAN = re.compile(r"\b(?<!no )(?<!not )(more than|over|above|in excess of|exceeding)\b")
_AT_MOST = re.compile(r"\b(up to|at most|as many as|as high as|(?:no|not) more than|(?:a )?maximum of)\b")
_LESS_THAN = re.compile(r"\b(?<!no )(?<!not )(fewer than|less than|under|below)\b")
_OR_MORE = re.compile(r"(?: [\w-]+){0,3}?,? (?:or more|at (?:the )?least)\b")
_OR_LESS = re.compile(r"(?: [\w-]+){0,3}?,? (?:or fewer|or less)\b")
_BETWEEN = re.compile(r"\s*(?:to|and|or|[-–])\s*((?:close to|about|nearly|around|almost)\s+)?$")
_AGE = re.compile(r"\b\S+-year-olds?\b")
_PIECE = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+(?:\.\d+)?|[a-z]+|\S")


@dataclass(frozen=True, slots=True)
class Count:
    """How many people a phrase supports; ``low`` or ``high`` is None where it sets no such bound."""

    low: int | None
    high: int | None
    approx: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A cardinal number in a text: where it stands, its value, and the scale word that ends it (1 where none does)."""

    start: int
    end: int
    value: int
    scale: int


def numbers(text: str) -> list[Number]:
    """Return the cardinal numbers of a folded text, in digits or English words, in order."""
    pieces = [(match.start(), match.end(), match[0]) for match in _PIECE.finditer(text)]
    found: list[Number] = []
    at = 0
    while at < len(pieces):
        value, after, scale = _number_at([word for _, _, word in pieces[at : at + 12]])
        if after:
            found.append(Number(pieces[at][0], pieces[at + after - 1][1], value, scale))
        at += after or 1
    return found


def _number_at(words: list[str]) -> tuple[int, int, int]:
    """Return value, number of words taken (0 if none) and ending scale of the number that ``words`` begin with."""
    if words[0] == "half" and len(words) > 2 and words[1] in {"a", "an"} and words[2] in _SCALES:
        return _SCALES[words[2]] // 2, 3, 1
    if words[0][0].isdigit():
        value, at = float(re.sub(r"[,\u00a0\u202f]", "", words[0])), 1
        scale = 1
        while at < len(words) and words[at] in _SCALES:
            scale = _SCALES[words[at]]
            value, at = value * scale, at + 1
        return int(value), at, scale
    total, current, at, scale = 0, 0, 0, 1
    last = ""
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _SMALL and _may_follow(last, _SMALL[word]):
            current, scale = current + _SMALL[word], 1
        elif word in _SCALES and last not in {"dozen", "zero"}:
            scale = _SCALES[word]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
        elif (word == "and" and last in {"hundred", "thousand", "million"} and following in _SMALL) or (
            word == "-" and last in _TENS and 0 < _SMALL.get(following, 0) < 10
        ):
            at += 1
            continue
        else:
            break
        last, at = word, at + 1
    return total + current, at if last else 0, scale


def _may_follow(last: str, value: int) -> bool:
    if last in _TENS:
        return 0 < value < 10
    return last in {"", "hundred", "thousand", "million"}


@lru_cache(maxsize=4096)
def read_count(phrase: str) -> Count | None:
    """Return the count that a casualty phrase supports, or None where the words are not in the table.

    Args:
        phrase: the words of a CASUALTY span, such as ``"at least 40 soldiers"``.
    """
    text = _AGE.sub("", re.sub(r"[ \t\n]+", " ", phrase.casefold()).strip())
    if re.match(r"no(?:ne|body| one)?\b(?! (?:fewer|less|more) than)", text):
        return Count(0, 0)
    several = re.match(r"(?:several|a few|some few) (dozen|hundred|thousand|million)\b", text)
    if several:
        return Count(_SEVERAL[several[1]], None)
    found = numbers(text)
    if found:
        return _numbered(text, found)
    return _unnumbered(text)


def _numbered(text: str, found: list[Number]) -> Count | None:
    first = found[0]
    before, after = text[: first.start], text[first.end :]
    if len(found) > 1:
        second = found[1]
        between = text[first.end : second.start]
        joined = _BETWEEN.fullmatch(between)
        if joined and not _bounded(before) and not _bounded(between):
            low = first.value * second.scale if first.scale == 1 and first.value < second.scale else first.value
            return Count(low, second.value, _about(before) or bool(joined[1])) if low <= second.value else None
        if _AT_LEAST.search(before) and _AT_MOST.search(between):
            return Count(first.value, second.value)
    number = first.value
    if _AT_LEAST.search(before) or _OR_MORE.match(after):
        return Count(number, None)
    if _AT_MOST.search(before) or _OR_LESS.match(after):
        return Count(None, number)
    if "more or less" not in before and _MORE_THAN.search(before):
        return Count(number + 1, None)
    if "more or less" not in before and _LESS_THAN.search(before):
        return Count(None, number - 1)
    dozen = text[first.start : first.end] == "dozen"
    return Count(number, number, dozen or _about(before) or after.startswith((" or so", " (about)")))


def _unnumbered(text: str) -> Count | None:
    if text.startswith(("a couple", "couple")):
        return Count(2, 2, approx=True)
    if re.match(r"as many\b(?! as\b)", text):  # as many as an earlier count, which the phrase does not say
        return None
    for word, (low, high) in _VAGUE.items():
        if re.search(rf"\b{word}\b", text):
            return None if _bounded(text) else Count(low, high)
    if re.match(r"(?:a|an) (?:\w+ )?(?:group|number|handful|crowd|series|band) of\b", text):
        return None
    return Count(1, 1) if text.split(" ")[0] in {"a", "an", "another", "one"} else None


def _bounded(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_AT_LEAST, _MORE_THAN, _AT_MOST, _LESS_THAN))


def _about(before: str) -> bool:
    return _ABOUT.search(before) is not None


def read_number(words: str) -> int | None:
    """Return the cardinal number that ``words`` are, in digits or English words, else None."""
    text = words.casefold().strip()
    found = numbers(text)
    if len(found) != 1 or found[0].end != len(text):
        return None
    article = text[: found[0].start].strip()
    begins_with_scale = text[found[0].start :].split(" ")[0] in _SCALES
    return found[0].value if (article in {"a", "an"}) == begins_with_scale and article in {"", "a", "an"} else None


def numbers_in(text: str) -> set[int]:
    """Return every cardinal number in running text, whether in digits or in words."""
    return {number.value for number in numbers(text.casefold())}


def vague_words_in(text: str) -> set[str]:
    """Return the words of ``text`` that say a count without a number: "dozens", "hundreds"."""
    folded = text.casefold()
    return {word for word in _VAGUE if re.search(rf"\b{word}\b", folded)}
