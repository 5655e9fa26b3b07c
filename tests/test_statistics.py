"""Statistics: each measure on texts small enough to count by hand, and the stored page against the sources."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scripts.check import CorpusCheck, checked_corpus
from scripts.errors import UserError
from scripts.layout import Layout
from scripts.ledger import kind_of_change, ledger, rows
from scripts.records import Article
from scripts.split import split_of
from scripts.statistics import claims, collect, plots, prose, real, report, spread
from scripts.statistics.measure import Measure, percent, share_measures

from .conftest import ROOT

LAYOUT = Layout(ROOT)


def article(text: str, spans: list[dict[str, Any]], relations: list[dict[str, Any]] | None = None) -> Article:
    zones = [{"zone": "body", "start": 0, "end": len(text)}]
    annotation = {"zones": zones, "spans": spans, "relations": relations or [], "provenance": {}}
    return Article("x", "sahel", text.encode(), {}, text, {"facts": [], "genre": "daily"}, annotation)


def span(text: str, words: str, label: str, **attributes: Any) -> dict[str, Any]:
    start = text.index(words)
    return {"id": f"s{start}", "start": start, "end": start + len(words), "label": label, "text": words} | attributes


class TestMeasure:
    @pytest.mark.parametrize(
        ("value", "low", "high", "met", "target"),
        [
            (5, 5, None, True, "at least 5"),
            (4.9, 5, None, False, "at least 5"),
            (5, None, 5, True, "at most 5"),
            (5.1, None, 5, False, "at most 5"),
            (3, 2, 4, True, "2 to 4"),
            (3, None, None, None, ""),
        ],
    )
    def test_bounds(self, value: float, low: float | None, high: float | None, met: bool | None, target: str) -> None:
        measure = Measure("m", value, low, high)
        assert (measure.met, measure.target) == (met, target)

    def test_a_stored_measure_comes_back(self) -> None:
        measure = Measure("m", 0.1234, 0.1, 0.2, 10, 3, "why")
        assert Measure.from_json(measure.to_json()) == measure

    def test_shares_are_of_the_whole_and_never_below_nothing(self) -> None:
        found = share_measures(["a", "b"], {"a": 3, "b": 1}, {"a": 70.0, "b": 2.0}, 5, "kind")
        assert [(m.value, m.low, m.high, m.met) for m in found] == [(75, 65, 75, True), (25, 0, 7, False)]
        assert percent(1, 0) == 0


class TestSpread:
    @pytest.mark.parametrize(
        ("words", "name"), [(149, "60-150"), (150, "150-300"), (299, "150-300"), (300, "300-500"), (500, "500-1,000")]
    )
    def test_length_classes_begin_at_their_lower_bound(self, words: int, name: str) -> None:
        assert spread.length_class(words) == name

    def test_planned_shares_add_up_to_the_whole(self) -> None:
        assert sum(spread.GENRES.values()) == sum(spread.LENGTHS.values()) == 100

    def test_violence_is_an_actual_violent_event_or_harm(self) -> None:
        text = "a raid left 3 dead"
        raid = span(text, "raid", "EVENT", type="attack", realis="actual", incident="i1")
        assert spread.violent(article(text, [raid]))
        assert not spread.violent(article(text, [{**raid, "realis": "other"}]))
        assert not spread.violent(article(text, [{**raid, "type": "talks"}]))
        assert spread.violent(article(text, [span(text, "3 dead", "CASUALTY", outcome="killed")]))
        assert not spread.violent(article(text, [span(text, "3 dead", "CASUALTY", outcome="released")]))


def claim(source: str | None, low: int | None, **more: Any) -> dict[str, Any]:
    row = {"article": "x", "incident": "i1", "outcome": "killed", "victim": "civilian", "scope": "incident"}
    return row | {"part_of": None, "source": source, "low": low, "high": low} | more


class TestClaims:
    def test_two_speakers_with_two_figures_contest_an_incident(self) -> None:
        assert claims.contested([claim("army", 3), claim("mayor", 5)]) == {("x", "i1")}

    @pytest.mark.parametrize(
        "other",
        [
            claim("mayor", 3),
            claim("army", 5),
            claim("mayor", 5, outcome="wounded"),
            claim("mayor", 5, victim="military"),
            claim("mayor", 5, incident="i2"),
            claim("mayor", 5, scope="aggregate"),
            claim("mayor", 5, part_of="s1"),
        ],
    )
    def test_one_figure_one_speaker_or_other_people_do_not(self, other: dict[str, Any]) -> None:
        assert claims.contested([claim("army", 3), other]) == set()

    def test_denial_or_withheld_word_is_disagreement_too(self) -> None:
        text = "the army denied a raid"
        spans = [span(text, "raid", "EVENT", type="attack", realis="other", incident="i1"), span(text, "army", "ACTOR")]
        source = {"id": "r1", "type": "source", "head": spans[0]["id"], "tail": spans[1]["id"], "stance": "denies"}
        assert spread.differs(article(text, spans, [source]), [])
        assert not spread.differs(article(text, spans, [{**source, "stance": "asserts"}]), [])


class TestProse:
    @pytest.mark.parametrize(
        ("cue", "base"),
        [
            ("said", "say"),
            ("says", "say"),
            ("saying", "say"),
            ("reported", "report"),
            ("denies", "deny"),
            ("denied", "deny"),
            ("announced", "announc"),
            ("announces", "announc"),
            ("announce", "announc"),
            ("told", "tell"),
            ("According to", "according to"),
            ("put", "put"),
        ],
    )
    def test_forms_of_a_verb_count_as_one(self, cue: str, base: str) -> None:
        assert prose.base_form(cue) == base

    def test_an_opening_shows_labels_and_closed_class_words(self) -> None:
        text = "On Monday, armed men fled."
        assert prose.opening(article(text, [span(text, "Monday", "DATE")])) == ("on", "DATE", "…")

    def test_a_short_opening_ends_with_its_zone(self) -> None:
        assert prose.opening(article("Bamako", [span("Bamako", "Bamako", "LOC")])) == ("LOC",)

    def test_diversity_of_one_word_repeated(self) -> None:
        found = prose.diversity(["war " * 200], 100)
        assert (found.types, found.distinct_2) == pytest.approx((1, 1 / 99))
        assert found.compression > 5

    def test_diversity_of_words_all_different(self) -> None:
        found = prose.diversity([" ".join(f"w{n}" for n in range(100))], 100)
        assert (found.types, found.distinct_2) == (100, 1)

    def test_vocabulary_never_shrinks(self) -> None:
        points = prose.growth(["the army said the town fell. " * 5, "a mayor spoke."], 30)
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        assert all(a[1] <= b[1] for a, b in pairwise(points))


class TestReal:
    def test_pieces_have_the_same_length_and_no_digits(self) -> None:
        pieces = real.chunks("on 12 May’s day " * 60)
        assert {len(piece.split()) for piece in pieces} == {real.CHUNK}
        assert pieces[0].startswith("on 00 May's day")

    def test_a_model_tells_different_prose_apart_and_says_by_what(self) -> None:
        ours = [[" ".join(["soldiers had fled"] * 20)] for _ in range(20)]
        theirs = [[" ".join(["ministers will meet"] * 20)] for _ in range(20)]
        found = real.classify(ours, theirs)
        assert found["accuracy"] == 1
        assert any("had" in feature for feature in found["ours"])
        assert any("will" in feature for feature in found["real"])

    def test_a_folder_without_documents_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match=r"documents\.json"):
            real.read_real(tmp_path)


@pytest.fixture(scope="module")
def checked() -> tuple[CorpusCheck, list[Article]]:
    return checked_corpus(LAYOUT)


@pytest.fixture(scope="module")
def articles(checked: tuple[CorpusCheck, list[Article]]) -> list[Article]:
    return checked[1]


class TestLedger:
    SPAN = {"id": "s1", "start": 0, "end": 4, "label": "LOC", "text": "Mali", "level": "country"}  # noqa: RUF012
    RELATION = {"id": "r1", "type": "place", "head": "s1", "tail": "s2"}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("before", "after", "kind"),
        [
            (None, SPAN, "missed span"),
            (SPAN, None, "spurious span"),
            (SPAN, SPAN | {"label": "ORG"}, "label"),
            (SPAN, SPAN | {"end": 3}, "boundary"),
            (SPAN, SPAN | {"level": "admin"}, "attribute"),
            (None, RELATION, "missed relation"),
            (RELATION, None, "spurious relation"),
            (RELATION, RELATION | {"tail": "s3"}, "relation ends"),
            ({"zones": []}, {"zones": [1]}, "zones"),
            (RELATION, RELATION | {"stance": "denies"}, "relation attribute"),
        ],
    )
    def test_kinds(self, before: dict[str, Any] | None, after: dict[str, Any] | None, kind: str) -> None:
        assert kind_of_change(before, after) == kind

    def test_every_correction_of_gold_is_a_row(self, articles: list[Article]) -> None:
        number = sum(len(a.annotation["provenance"].get("corrections", [])) for a in articles)
        assert len(list(rows(articles))) == number > 0
        assert ledger(articles).count("\n") == number + 1


def test_an_article_whose_story_has_no_split_is_named() -> None:
    lost = article("x", [])
    lost.metadata["story"] = "lost-story"
    with pytest.raises(UserError, match="story lost-story has no split"):
        split_of(lost, {})


def test_the_stored_statistics_are_those_of_the_sources(checked: tuple[CorpusCheck, list[Article]]) -> None:
    sections = collect.collect(*checked)
    folder = collect.folder(LAYOUT)
    stale = "run `python -m scripts stats --write`"
    assert (folder / "statistics.json").read_text(encoding="utf-8") == report.dumps(sections), stale
    assert (folder / "README.md").read_text(encoding="utf-8") == report.page(sections), stale


def test_plots_are_drawn_the_same_each_time(tmp_path: Path) -> None:
    stored = json.loads((collect.folder(LAYOUT) / "statistics.json").read_text(encoding="utf-8"))
    series = {title: section["series"] for title, section in stored.items()}
    once, again = (plots.draw(series, tmp_path / name) for name in ("once", "again"))
    assert [p.name for p in once] == [f"{name}.svg" for name in plots.PLOTS]
    for first, second in zip(once, again, strict=True):
        assert first.read_bytes() == second.read_bytes()
        assert first.read_text(encoding="utf-8").startswith("<?xml")
        assert (collect.folder(LAYOUT) / first.name).is_file()
