"""Names and registry entries: a name that every country uses links only where its country is spoken of."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.link import candidates, link_article, possible

ACTORS = [
    {"id": "russian-ministry", "kind": "ORG", "country": "RU", "names": ["Defence Ministry"]},
    {"id": "security-council", "kind": "ORG", "country": None, "names": ["Security Council"]},
    {"id": "boko-haram", "kind": "ARMED_GROUP", "country": "NG", "names": ["Boko Haram"]},
]
PLACES = [{"id": "russia", "level": "country", "country": "RU", "names": ["Russia"]}]


def linked(spans: list[dict[str, Any]], countries: set[str]) -> tuple[list[str | None], int]:
    annotation = {"spans": spans}
    unknown = link_article(annotation, countries, candidates(ACTORS, "kind"), candidates(PLACES, "level"))
    return [span.get("actor") or span.get("place") for span in spans], unknown.total()


def span(text: str, label: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "label": label, **more}


def test_a_common_name_of_another_country_is_not_linked() -> None:
    assert linked([span("Defence Ministry", "ORG")], {"CO"}) == ([None], 1)


def test_a_wrong_link_of_a_common_name_is_taken_away() -> None:
    assert linked([span("Defence Ministry", "ORG", actor="russian-ministry")], {"CO"}) == ([None], 1)


def test_a_common_name_is_linked_in_its_country_or_where_the_article_names_that_country() -> None:
    assert linked([span("Defence Ministry", "ORG")], {"RU"}) == (["russian-ministry"], 0)
    spans = [span("Defence Ministry", "ORG"), span("Russia", "LOC", level="country")]
    assert linked(spans, {"UA"}) == (["russian-ministry", "russia"], 0)


@pytest.mark.parametrize(
    ("name", "label", "entry"),
    [("Boko Haram", "ARMED_GROUP", "boko-haram"), ("Security Council", "ORG", "security-council")],
)
def test_a_name_of_its_own_and_a_body_of_no_country_link_anywhere(name: str, label: str, entry: str) -> None:
    assert linked([span(name, label)], {"TD"}) == ([entry], 0)


def test_common_names_are_those_made_of_common_words_alone() -> None:
    assert possible(ACTORS[:1], "Defence Ministry", set()) == []
    assert possible(ACTORS[:1], "Russian Defence Ministry", set()) == ACTORS[:1]
