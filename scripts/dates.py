"""EDTF values (ISO 8601-2, levels 0 and 1) and what the words of a date say of them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = (
    {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
    | {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)} | {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_MONTH_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+({_MONTH_WORD})\b", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b({_MONTH_WORD})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[-–]\s*\d)", re.IGNORECASE)
_MONTH = re.compile(rf"\b({_MONTH_WORD})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def edtf_bounds(value: str) -> tuple[date, date] | None:
    """Return the first and last day that an EDTF value can mean; None where it is no calendar date.

    Open ends of intervals ("..") reach to the first or last day that Python's calendar knows. Uncertainty and
    approximation marks ("?", "~", "%") do not move the bounds. Convention: ISO 8601-2:2019, annex A.
    """
    if "/" in value:
        left, _, right = value.partition("/")
        first = (date.min, date.min) if left == ".." else edtf_bounds(left)
        last = (date.max, date.max) if right == ".." else edtf_bounds(right)
        if "/" in right or first is None or last is None or first[0] > last[1]:
            return None
        return first[0], last[1]
    plain = value.rstrip("~?%").split("T")[0]
    parts = plain.split("-")
    year_text = parts[0]
    try:
        if "X" in year_text:
            return date(int(year_text.replace("X", "0")), 1, 1), date(int(year_text.replace("X", "9")), 12, 31)
        year = int(year_text)
        if len(parts) == 1 or parts[1] == "XX":
            return date(year, 1, 1), date(year, 12, 31)
        month = int(parts[1])
        if 21 <= month <= 24:
            return date(year, 1, 1), date(year, 12, 31)
        if len(parts) == 2 or parts[2] == "XX":
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        day = date(year, month, int(parts[2]))
    except (ValueError, IndexError, calendar.IllegalMonthError):
        return None
    return day, day


@dataclass(frozen=True, slots=True)
class DateWords:
    """What the words of a date state outright; None where they do not."""

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None


def read_date_words(words: str) -> DateWords:
    """Return the year, month, day and weekday (0 is Monday) that a date's words name."""
    years = {int(match) for match in _YEAR.findall(words)}
    day_month = _DAY_MONTH.findall(words)
    month_day = _MONTH_DAY.findall(words)
    months = {_MONTHS[match.casefold()] for match in _MONTH.findall(words)}
    days = {int(match[0]) for match in day_month} | {int(match[1]) for match in month_day}
    weekdays = {_WEEKDAYS[match.casefold()] for match in _WEEKDAY.findall(words)}
    if {"may"} == {match.casefold() for match in _MONTH.findall(words)} and "May" not in words:
        months = set()
    return DateWords(*(next(iter(found)) if len(found) == 1 else None for found in (years, months, days, weekdays)))


@lru_cache(maxsize=4096)
def contradiction(words: str, value: str) -> str | None:
    """Return what ``words`` say that ``value`` does not, or None where the two agree.

    Args:
        words: the words of a DATE span, such as ``"Sunday 14 September"``.
        value: its EDTF value.
    """
    bounds = edtf_bounds(value)
    if bounds is None:
        return "no calendar date"
    said = read_date_words(words)
    first, last = bounds
    if said.year is not None and said.year not in {first.year, last.year}:
        return f"the words say the year {said.year}"
    if "/" in value:
        return None
    plain = value.rstrip("~?%").split("T")[0]
    exact_day = re.fullmatch(r"\d{4}-\d\d-\d\d", plain) is not None
    exact_month = re.match(r"\d{4}-[01]\d", plain) is not None
    if said.month is not None and exact_month and said.month != first.month:
        return f"the words say {calendar.month_name[said.month]}"
    if said.day is not None and exact_day and said.day != first.day:
        return f"the words say day {said.day}"
    if said.day is not None and said.month is not None and not exact_day:
        return f"the words name the day {said.day} {calendar.month_name[said.month]}"
    if said.weekday is not None and exact_day and said.weekday != first.weekday():
        return f"the words say {calendar.day_name[said.weekday]}, {plain} is a {calendar.day_name[first.weekday()]}"
    return None
