"""Tables of what quantity words and dates say, with the hard cases of English; EDTF against another library."""

from __future__ import annotations

import calendar
import itertools
import math
import re
from datetime import date

import pytest
from edtf import parse_edtf

from conflictwire import schema
from scripts.dates import DateWords, contradiction, edtf_bounds, read_date_words
from scripts.quantity import Count, numbers_in, read_count, read_number, vague_words_in

# Quantities

COUNTS = {
    # the table of annotations/GUIDELINES.md, word for word
    "40": (40, 40),
    "at least 40": (40, None),
    "more than 30": (31, None),
    "up to 50": (None, 50),
    "fewer than 10": (None, 9),
    "30 to 40": (30, 40),
    "about 50": (50, 50, True),
    "a soldier": (1, 1),
    "another soldier": (1, 1),
    "a couple": (2, 2, True),
    "a dozen": (12, 12, True),
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "many": (None, None),
    "several": (None, None),
    "some": (None, None),
    "no casualties": (0, 0),
    # numbers in words
    "one of them": (1, 1),
    "twenty-one soldiers": (21, 21),
    "Sixty two soldiers": (62, 62),
    "a hundred": (100, 100),
    "a hundred and twenty": (120, 120),
    "one hundred and twenty-three": (123, 123),
    "twelve hundred men": (1200, 1200),
    "two thousand three hundred": (2300, 2300),
    "two dozen soldiers": (24, 24),
    "zero casualties": (0, 0),
    # numbers in digits
    "1,500 people": (1500, 1500),
    "12,345 people": (12_345, 12_345),
    "some 200 people": (200, 200, True),
    # bounds
    "At least a dozen": (12, None),
    "no fewer than 12": (12, None),
    "upwards of 20": (20, None),
    "40 or more": (40, None),
    "40 soldiers or more": (40, None),
    "40, or more": (40, None),
    "at least 20 more": (20, None),
    "more than a dozen": (13, None),
    "more than two dozen": (25, None),
    "over a hundred": (101, None),
    "well over 1,000": (1001, None),
    "up to a dozen": (None, 12),
    "as many as 60": (None, 60),
    "as high as 500": (None, 500),
    "at most five": (None, 5),
    "less than 20": (None, 19),
    "under 20": (None, 19),
    "fewer than a dozen": (None, 11),
    # approximations
    "around a hundred": (100, 100, True),
    "roughly two dozen": (24, 24, True),
    "nearly 1,000": (1000, 1000, True),
    "almost 20": (20, 20, True),
    "close to 40": (40, 40, True),
    "an estimated 300": (300, 300, True),
    "50 or so people": (50, 50, True),
    "another dozen": (12, 12, True),
    "1,800 (about): Chadian nationals": (1800, 1800, True),
    # ranges
    "30-40 soldiers": (30, 40),
    "30–40 soldiers": (30, 40),
    "between 30 and 40": (30, 40),
    "two or three": (2, 3),
    "sixty-two or sixty-three": (62, 63),
    "1,000 to 1,200": (1000, 1200),
    "30 to about 40": (30, 40, True),
    "about 30 to 40": (30, 40, True),
    # no number
    "tens of thousands": (20_000, None),
    "hundreds of thousands of people": (200_000, None),
    "some thousands": (2000, None),
    "dozens of soldiers": (24, None),
    "a couple of soldiers": (2, 2, True),
    "a few soldiers": (None, None),
    "some soldiers": (None, None),
    "none": (0, 0),
    "no one": (0, 0),
    "nobody": (0, 0),
    # more numbers than one
    "four of the 12 soldiers": (4, 4),
    "a family of five": (5, 5),
    "two 12-year-old girls": (2, 2),
    "three more soldiers": (3, 3),
    "  at \n least   three ": (3, None),
}

#: What `read_count` takes for something else now. `count-words` refuses gold that has these right.
MISREAD = {
    "no more than five": [(None, 5)],
    "not more than five": [(None, 5)],
    "no less than 30": [(30, None)],
    "not fewer than 12": [(12, None)],
    "12 or fewer": [(None, 12)],
    "10 soldiers or less": [(None, 10)],
    "more or less 50": [(50, 50, True)],
    "half a dozen soldiers": [(6, 6), (6, 6, True)],
    "half a million people": [(500_000, 500_000), (500_000, 500_000, True)],
    "several dozen": [(24, None), None],
    "a few dozen": [(24, None), None],
    "several hundred people": [(200, None), None],
    "2 million people": [(2_000_000, 2_000_000)],
    "1.5 million people": [(1_500_000, 1_500_000)],
    "1\u00a0500 people": [(1500, 1500)],
    "1\u202f500 people": [(1500, 1500)],
    "a 12-year-old boy": [(1, 1)],
    "two to three dozen": [(24, 36), (24, 36, True)],
    "three to four hundred": [(300, 400)],
    "at least 10 and as many as 15": [(10, 15), None],
    "in excess of 30": [(31, None), None],
    "a group of men": [(None, None), None],
    "a considerable number of men": [(None, None), None],
}

#: Words that stand for no count: the rule says nothing of them.
NOT_IN_THE_TABLE = ["people", "as many hurt", "as many", "both men", "the soldiers", "", "soldiers and police"]


@pytest.mark.parametrize("phrase", COUNTS)
def test_count(phrase):
    assert read_count(phrase) == Count(*COUNTS[phrase])


@pytest.mark.parametrize("phrase", MISREAD)
def test_count_of_hard_words(phrase):
    assert read_count(phrase) in [value and Count(*value) for value in MISREAD[phrase]]


@pytest.mark.parametrize("phrase", NOT_IN_THE_TABLE)
def test_words_that_are_not_in_the_table(phrase):
    assert read_count(phrase) is None


def test_the_table_of_the_guidelines_is_the_one_that_is_tested(layout):
    """Each `"words" low/high` of the guidelines gives that count, whatever else is tested here."""
    text = " ".join((layout.annotations / "GUIDELINES.md").read_text(encoding="utf-8").split())
    table = text[text.index("the integers the words support.") : text.index("- `scope`")]
    rows = re.findall(r'((?:"[^"]+"(?:, )?)+) (null|\d+)/(null|\d+)( `approx`)?', table)
    assert len(rows) > 12
    for words, low, high, approx in rows:
        bounds = [None if bound == "null" else int(bound) for bound in (low, high)]
        for phrase in re.findall('"([^"]+)"', words):
            shown = f"{phrase} soldier" if phrase in {"a", "another"} else phrase
            assert read_count(shown) == Count(*bounds, bool(approx)), phrase


@pytest.mark.parametrize("number", [0, 1, 9, 12, 20, 21, 99, 100, 101, 999, 1000, 1001, 12_345, 200_000, 1_200_006])
def test_numbers_in_words_and_digits(number):
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number
    assert read_number(words_of(number)) == number
    assert read_number(words_of(number).replace("-", " ").upper()) == number
    assert read_count(f"at least {words_of(number)} people") == Count(number, None)


_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_UNITS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def words_of(number: int) -> str:
    """Return a number in English words."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joined = f" {'and ' if scale == 100 or rest < 100 else ''}{words_of(rest)}" if rest else ""
            return f"{words_of(number // scale)} {name}{joined}"
    if number < 20:
        return _UNITS[number]
    return _TENS[number // 10] + (f"-{_UNITS[number % 10]}" if number % 10 else "")


def test_every_number_in_words_is_read():
    for number in range(2200):
        assert read_number(words_of(number)) == number
        assert numbers_in(f"The army said {words_of(number)} people were hurt.") == {number}


@pytest.mark.parametrize("words", ["", "a", "an", "and", "hundred", "forty men", "1,50", "1,5000", "12.7.3", "-5"])
def test_what_is_no_number(words):
    assert read_number(words) is None


NUMBERS = {
    "killed 40 of 1,500 people": {40, 1500},
    "two dozen and a hundred": {24, 100},
    "Twenty-one dead, 33 wounded": {21, 33},
    "killed two, three wounded": {2, 3},
    "someone": set(),
    "": set(),
    "in 2024": {2024},
    "two hundred five": {205},
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_in_text(text):
    assert numbers_in(text) == NUMBERS[text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two and three were hurt", {2, 3}),
        ("3 million people", {3_000_000}),
        ("half a dozen soldiers", {6}),
        ("two and twelve", {2, 12}),
    ],
)
def test_numbers_in_hard_text(text, expected):
    assert numbers_in(text) == expected


def test_vague_words():
    assert vague_words_in("Dozens, perhaps hundreds") == {"dozens", "hundreds"}
    assert vague_words_in("a dozen, a hundred") == set()


# Dates

BOUNDS = {
    "2025": ("2025-01-01", "2025-12-31"),
    "2025-06": ("2025-06-01", "2025-06-30"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2023-02": ("2023-02-01", "2023-02-28"),
    "2000-02": ("2000-02-01", "2000-02-29"),
    "2025-06-01": ("2025-06-01", "2025-06-01"),
    "2024-02-29": ("2024-02-29", "2024-02-29"),
    "2025-05-11~/2025-05-20~": ("2025-05-11", "2025-05-20"),
    "2025-12-30/2026-01-02": ("2025-12-30", "2026-01-02"),
    "2019/2021": ("2019-01-01", "2021-12-31"),
    "2025-06/..": ("2025-06-01", "9999-12-31"),
    "../2025-06": ("0001-01-01", "2025-06-30"),
    "199X": ("1990-01-01", "1999-12-31"),
    "19XX": ("1900-01-01", "1999-12-31"),
    "2025-XX": ("2025-01-01", "2025-12-31"),
    "2025-06-XX": ("2025-06-01", "2025-06-30"),
    "2025?": ("2025-01-01", "2025-12-31"),
    "2025-06~": ("2025-06-01", "2025-06-30"),
    "2025-06-01%": ("2025-06-01", "2025-06-01"),
    "2025-06-01T10:30": ("2025-06-01", "2025-06-01"),
    "2025-06-01T10:30:00Z": ("2025-06-01", "2025-06-01"),
    "2025-21": ("2025-01-01", "2025-12-31"),
}


@pytest.mark.parametrize("value", BOUNDS)
def test_bounds(value):
    first, last = BOUNDS[value]
    assert edtf_bounds(value) == (date.fromisoformat(first), date.fromisoformat(last))
    assert re.search(value_pattern(), value), "schema.json does not let this value be used"


def value_pattern() -> str:
    return schema.attributes("DATE")["value"].schema["pattern"]


NO_DATES = ["2025-02-30", "2023-02-29", "2025-13", "2025-00", "2025-06-31", "2025-06-00", "2025-25", "0000", "June"]
NO_DATES += ["", "/", "2025-06-02/2025-06-01", "2025/2024", "2025-06-31/..", "../2025-13", "2025-06-01/", "/2025"]


@pytest.mark.parametrize("value", NO_DATES)
def test_what_is_no_calendar_date(value):
    assert edtf_bounds(value) is None
    assert contradiction("on a day", value) == "no calendar date"


def test_an_interval_of_three_is_no_date():
    assert edtf_bounds("2025-01-01/2025-02-01/2025-03-01") is None


def days():
    for year, month in itertools.product((1999, 2000, 2024), (1, 2, 3, 4, 12)):
        last = calendar.monthrange(year, month)[1]
        yield from (f"{year}-{month:02}-{day:02}" for day in (1, 15, last))


def edtf_values():
    """Generate dates and intervals of levels 0 and 1 whose strict bounds two readers must agree on.

    Seasons are left out: the library gives them three months, this project the year. Clock times are left out: the
    library wants seconds.
    """
    plain = [*days(), *sorted({day[:7] for day in days()}), "1999", "2000", "2024"]
    yield from plain
    yield from (f"{value}{mark}" for value in plain[::9] for mark in "?~%")
    yield from ("199X", "200X", "19XX", "20XX", "2024-XX", "2025-XX-XX", "2024-02-XX", "2023-02-XX", "2025-12-XX")
    ordered = sorted(plain[::5])
    for left, right in itertools.combinations(ordered, 2):
        if left[: len(right)] < right[: len(left)]:
            yield f"{left}/{right}"
    yield from (f"{value}/.." for value in plain[::13])
    yield from (f"../{value}" for value in plain[::13])
    yield from (f"{a}~/{b}~" for a, b in itertools.pairwise(sorted(days())[::6]))


def test_bounds_are_those_of_the_edtf_library():
    compared = 0
    for value in edtf_values():
        parsed = parse_edtf(value)
        limits = []
        for limit, endless in ((parsed.lower_strict(), date.min), (parsed.upper_strict(), date.max)):
            limits.append(endless if isinstance(limit, float) and math.isinf(limit) else date(*limit[:3]))
        assert edtf_bounds(value) == tuple(limits), value
        compared += 1
    assert compared > 150


WORDS = {
    "Sunday 14 September": (None, 9, 14, 6),
    "14 September 2025": (2025, 9, 14, None),
    "September 14, 2025": (2025, 9, 14, None),
    "the 24th of May": (None, 5, 24, None),
    "May 24th": (None, 5, 24, None),
    "Sept. 11": (None, 9, 11, None),
    "Tues 4 Mar": (None, 3, 4, 1),
    "May 2024": (2024, 5, None, None),
    "mid-May": (None, 5, None, None),
    "it may be": (None, None, None, None),
    "May 2-5": (None, 5, None, None),
    "2-5 May": (None, 5, 5, None),
    "30 September and 1 October": (None, None, None, None),
    "Monday to Wednesday": (None, None, None, None),
    "between 2019 and 2021": (None, None, None, None),
    "the 1990s": (None, None, None, None),
    "last year": (None, None, None, None),
}


@pytest.mark.parametrize("words", WORDS)
def test_what_the_words_of_a_date_state(words):
    assert read_date_words(words) == DateWords(*WORDS[words])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Sunday 14 September", "2025-09-14"),
        ("14 September 2025", "2025-09-14"),
        ("September 14", "2025-09-14~"),
        ("Sunday", "2025-06-01"),
        ("Sunday night", "2025-06-01T22:00"),
        ("May", "2025-05"),
        ("mid-May", "2025-05-11~/2025-05-20~"),
        ("start of May", "2025-05-01~"),
        ("2019", "2019"),
        ("end of 2023", "2023-12~"),
        ("from 30 December 2025", "2025-12-30/.."),
        ("2-5 May", "2025-05-02/2025-05-05"),
        ("early 2024", "2024-01/2024-03"),
        ("last week", "2025-05-26/2025-06-01"),
        ("summer of 2025", "2025-22"),
        ("the 1990s", "199X"),
    ],
)
def test_words_and_value_that_agree(words, value):
    assert contradiction(words, value) is None


@pytest.mark.parametrize(
    ("words", "value", "says"),
    [
        ("Monday 14 September", "2025-09-14", "the words say Monday, 2025-09-14 is a Sunday"),
        ("Saturday", "2025-06-01", "the words say Saturday, 2025-06-01 is a Sunday"),
        ("14 September 2024", "2025-09-14", "the words say the year 2024"),
        ("2019", "2020", "the words say the year 2019"),
        ("15 September", "2025-09-14", "the words say day 15"),
        ("May", "2025-06", "the words say May"),
        ("May 24", "2025-04-24", "the words say May"),
        ("May 24", "2025-05", "the words name the day 24 May"),
        ("May 24", "2025", "the words name the day 24 May"),
        ("in 1994", "199X", "the words say the year 1994"),
        ("in 2024", "2025-01-01/2025-02-01", "the words say the year 2024"),
        ("Friday", "2025-06-31", "no calendar date"),
    ],
)
def test_words_and_value_that_contradict(words, value, says):
    assert contradiction(words, value) == says


def test_every_weekday_of_two_years_is_known():
    for number in range(date(2024, 1, 1).toordinal(), date(2025, 12, 31).toordinal() + 1):
        day = date.fromordinal(number)
        assert contradiction(f"{day:%A}", day.isoformat()) is None
        assert contradiction(f"{day:%A %d %B %Y}", day.isoformat()) is None
        other = date.fromordinal(number + 1)
        assert contradiction(f"{other:%A}", day.isoformat()) is not None
