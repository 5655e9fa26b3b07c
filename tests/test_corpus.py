"""One test per article, named by its id: every rule of its own, and the stored form of its files."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from conflictwire import schema
from scripts.check import check_article, check_corpus, check_pass
from scripts.layout import Layout, dumps_annotation, dumps_metadata
from scripts.read import read_files, read_registry
from scripts.rules.shape import explaining_validator, fast_validator

LAYOUT = Layout(Path(__file__).resolve().parents[1])
ARTICLES = list(LAYOUT.articles())


@pytest.fixture(scope="module")
def registry():
    return read_registry(LAYOUT)


@pytest.mark.parametrize(("region", "article"), ARTICLES, ids=[article for _, article in ARTICLES])
def test_article(region, article, registry):
    checked = check_article(read_files(LAYOUT, region, article), registry)
    assert not checked.problems, "\n" + "\n".join(map(str, checked.problems))
    for name in ("first", "second"):
        path = LAYOUT.annotation_pass(name, region, article)
        problems = check_pass(LAYOUT, path)
        assert not problems, "\n" + "\n".join(map(str, problems))
        assert path.read_text(encoding="utf-8") == dumps_annotation(json.loads(path.read_bytes()))
    gold, metadata = LAYOUT.gold(region, article), LAYOUT.metadata(region, article)
    for path, dump, target in ((gold, dumps_annotation, "annotation"), (metadata, dumps_metadata, "metadata")):
        value = json.loads(path.read_bytes())
        assert path.read_text(encoding="utf-8") == dump(value), f"run `python -m scripts format` ({path.name})"
        assert fast_validator(target).is_valid(value) == explaining_validator(target).is_valid(value)


def test_whole_corpus():
    problems = check_corpus(LAYOUT)
    assert not problems, "\n" + "\n".join(map(str, problems))


def test_the_schema_is_a_valid_draft_2020_12_schema():
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(schema.schema())


def _golds():
    return [json.loads(LAYOUT.gold(region, article).read_bytes()) for region, article in ARTICLES]


def test_every_label_attribute_value_relation_and_stance_occurs():
    values, labels, relations, stances = defaultdict(set), set(), set(), set()
    for gold in _golds():
        for span in gold["spans"]:
            labels.add(span["label"])
            for name, value in span.items():
                values[name].add(value)
        relations |= {r["type"] for r in gold["relations"]}
        stances |= {r["stance"] for r in gold["relations"] if r["type"] == "source"}
    assert labels == set(schema.span_labels())
    assert relations == set(schema.relation_types())
    assert stances == set(schema.stances())
    for name, spec in schema.all_attributes().items():
        if "enum" in spec:
            assert values[name] == set(spec["enum"]), name


def test_a_standoff_article_keeps_no_word_of_its_text():
    standoff = [
        (region, article)
        for region, article in ARTICLES
        if json.loads(LAYOUT.metadata(region, article).read_bytes()).get("standoff")
    ]
    assert standoff
    for region, article in standoff:
        assert not LAYOUT.text(region, article).exists()
        files = [
            LAYOUT.gold(region, article),
            *(LAYOUT.annotation_pass(n, region, article) for n in ("first", "second")),
        ]
        for path in files:
            annotation = json.loads(path.read_bytes())
            assert all("text" not in span and len(span["hash"]) == 64 for span in annotation["spans"])
            for decision in annotation["provenance"].get("decisions", []):
                for side in ("first", "second"):
                    assert decision[side] is None or " | " not in decision[side]
            for correction in annotation["provenance"].get("corrections", []):
                assert '"text"' not in f"{correction['before']}{correction['after']}"


def test_provenance_names_both_annotators_and_they_differ():
    for gold in _golds():
        provenance = gold["provenance"]
        names = {item["annotator"]["name"] for item in provenance["passes"]}
        assert len(names) == 2
        assert provenance["adjudicator"]["name"] not in names
        assert {item["pass"] for item in provenance["passes"]} == {"first", "second"}
