"""Label error: the sample, the sheet of differences, the verdicts, and the rates that come of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import audit
from scripts.desk import unmark_file
from scripts.errors import UserError
from scripts.layout import Layout
from scripts.markup import to_markup
from scripts.read import read_json_file


@pytest.fixture
def third(small: Layout, tmp_path: Path) -> tuple[Layout, str, str]:
    """A corpus in which one article has a third annotation that lacks one span."""
    (small.annotations / "GUIDELINES.md").write_text("Version 1.0.0 (2026-01-01).\n", encoding="utf-8")
    region, article = next(item for item in small.articles() if small.text(*item).is_file())
    gold = read_json_file(small, small.gold(region, article), "annotation")
    used = {end for r in gold["relations"] for end in (r["head"], r["tail"], r.get("cue"))}
    spare = next(s for s in gold["spans"] if s["id"] not in used)
    marked = {**gold, "spans": [s for s in gold["spans"] if s["id"] != spare["id"]]}
    file = tmp_path / f"{article}.ann"
    file.write_text(to_markup(marked, small.text(region, article).read_text(encoding="utf-8")), encoding="utf-8")
    unmark_file(small, region, article, file, "third", "annotator-x", "model", "", None)
    return small, region, article


def filled(sheet: str, decision: str, target: Path, rule: str = "S20") -> Path:
    rows: dict[str, Any] = json.loads(sheet)
    for row in rows["differences"]:
        row |= {"decision": decision, "rule": rule}
    target.write_text(json.dumps(rows), encoding="utf-8")
    return target


def test_a_sample_is_the_same_for_the_same_seed_and_never_larger_than_the_corpus() -> None:
    articles = [("sahel", f"a{n}") for n in range(50)]
    assert audit.sample(articles, 10, 3) == audit.sample(articles[::-1], 10, 3)
    assert audit.sample(articles, 10, 3) != audit.sample(articles, 10, 4)
    assert len(set(audit.sample(articles, 10, 3))) == 10
    assert audit.sample(articles, 99, 3) == sorted(articles, key=lambda item: item[1])


def test_the_sheet_has_the_span_that_the_third_lacks(third: tuple[Layout, str, str]) -> None:
    rows = json.loads(audit.verdict_sheet(*third))["differences"]
    assert [(row["kind"], row["second"]) for row in rows] == [("span", None)]


@pytest.mark.parametrize(("decision", "errors"), [("gold", 0), ("both", 0), ("third", 1), ("neither", 1)])
def test_gold_is_wrong_only_where_the_judge_says_so(
    third: tuple[Layout, str, str], tmp_path: Path, decision: str, errors: int
) -> None:
    sheet = filled(audit.verdict_sheet(*third), decision, tmp_path / "sheet.json")
    audit.apply_verdicts(*third, sheet, "judge", "model")
    (stored,) = audit.read_audits(third[0])
    rates = audit.error_rates([stored])
    assert (rates["spans"].errors, rates["relations"].errors) == (errors, 0)
    assert rates["spans"].n == stored["spans"]
    assert rates["spans"].low <= rates["spans"].rate <= rates["spans"].high


@pytest.mark.parametrize(("decision", "rule"), [("", "S1"), ("gold", ""), ("first", "S1")])
def test_a_difference_without_verdict_or_rule_is_refused(
    third: tuple[Layout, str, str], tmp_path: Path, decision: str, rule: str
) -> None:
    sheet = filled(audit.verdict_sheet(*third), decision, tmp_path / "sheet.json", rule)
    with pytest.raises(UserError, match="needs a decision"):
        audit.apply_verdicts(*third, sheet, "judge", "model")
    assert audit.read_audits(third[0]) == []


def test_a_sheet_of_other_annotations_is_refused(third: tuple[Layout, str, str], tmp_path: Path) -> None:
    sheet = filled('{"article": "x", "differences": []}', "gold", tmp_path / "sheet.json")
    with pytest.raises(UserError, match="list them again"):
        audit.apply_verdicts(*third, sheet, "judge", "model")


def test_an_unreadable_sheet_and_a_missing_judge_are_refused(third: tuple[Layout, str, str], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no sheet of"):
        audit.apply_verdicts(*third, tmp_path / "none.json", "judge", "model")
    with pytest.raises(UserError, match="--annotator"):
        audit.apply_verdicts(*third, tmp_path / "none.json", "", "model")


def test_an_article_without_a_third_annotation_says_so(small: Layout) -> None:
    with pytest.raises(UserError, match="no third annotation"):
        audit.verdict_sheet(small, *next(small.articles()))


def test_the_interval_is_wilsons() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3: 15 of 148.
    rate = audit._rate(15, 148)
    assert (round(rate.low, 4), round(rate.high, 4)) == (0.0624, 0.1605)
    assert audit._rate(0, 0).high == 1.0
