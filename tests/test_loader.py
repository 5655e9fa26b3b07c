from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

import conflictwire as cw
from conflictwire import loader
from conflictwire.errors import DataError
from scripts.compile import source_hash

from .conftest import ROOT


def test_the_installed_data_are_those_of_this_tree(layout):
    stale = "the installed data are of other sources: run the install command again, or `python -m scripts build`"
    assert cw.manifest()["sources"]["sha256"] == source_hash(layout), stale


def test_import_needs_nothing_from_outside_the_standard_library():
    code = (
        "import sys; before = set(sys.modules); import conflictwire; "
        "new = {m.split('.')[0] for m in set(sys.modules) - before}; "
        "print(sorted(m for m in new if m not in sys.stdlib_module_names and m != 'conflictwire'))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_table_does_not_import_pandas_or_datasets():
    code = (
        "import sys, conflictwire as cw; cw.table('ner', 'train'); "
        "print('pandas' in sys.modules, 'datasets' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False"]


def test_load_gives_datasets():
    import datasets

    every = cw.load("ner")
    assert isinstance(every, datasets.DatasetDict)
    assert set(every) == set(cw.splits())
    train = cw.load("ner", split="train")
    assert isinstance(train, datasets.Dataset)
    assert train.features["ner_tags"].feature.names == list(cw.labels("ner").tags)
    assert cw.labels("ner").id2label[0] == "O"
    assert {v: k for k, v in cw.labels("ner").id2label.items()} == cw.labels("ner").label2id
    assert cw.load()["test"].num_rows == cw.table("documents", "test").num_rows


@pytest.mark.parametrize("config", cw.configs())
def test_every_config_has_the_fields_that_are_promised(config):
    promised = {
        "documents": "id text spans relations zones country region published genre story license sources",
        "claims": "article incident event_type place date outcome victim low high approx scope source source_label "
        "source_actor stance cue text",
        "ner": "tokens ner_tags starts ends article",
        "ner_conll": "tokens ner_tags starts ends article",
        "events": "article type realis incident arguments",
    }
    assert set(promised[config].split()) <= set(cw.table(config).column_names)


def test_documents_equal_the_sources(layout):
    seen = set()
    for document in cw.documents():
        gold = json.loads(layout.gold(document.region, document.id).read_bytes())
        seen.add(document.id)
        for span, stored in zip(document.spans, gold["spans"], strict=True):
            values = {k: v for k, v in dataclasses.asdict(span).items() if v is not None}
            assert values == {k: v for k, v in stored.items() if v is not None and k != "hash"}
        stored_relations = [(r["id"], r["type"], r["head"], r["tail"]) for r in gold["relations"]]
        assert [(r.id, r.type, r.head.id, r.tail.id) for r in document.relations] == stored_relations
        if document.text is not None:
            raw = layout.text(document.region, document.id).read_bytes()
            assert document.text.encode() == raw
            assert all(document.text[s.start : s.end] == s.text for s in document.spans)
    assert seen == {article for _, article in layout.articles()}


def test_events_have_their_arguments():
    events = [event for document in cw.documents("train") for event in document.events]
    assert any(e.agents for e in events)
    assert any(e.targets for e in events)
    assert any(e.places for e in events)
    assert any(e.dates for e in events)
    assert any(e.casualties for e in events)
    attributed = next(e for e in events if e.sources)
    assert attributed.sources[0].stance in {"asserts", "denies", "denies_role", "withholds"}
    with pytest.raises(dataclasses.FrozenInstanceError):
        attributed.span.text = "x"


def test_claims_of_one_article_and_of_all():
    every = cw.claims()
    article = next(row["article"] for row in every if row["stance"] == "withholds" and row["source"])
    assert cw.claims(article) == [row for row in every if row["article"] == article]
    with pytest.raises(ValueError, match="no article"):
        cw.claims("nothing")


def test_wrong_names_are_named():
    with pytest.raises(ValueError, match="no config 'nre'; there are documents, ner"):
        cw.load("nre")
    with pytest.raises(ValueError, match="no split 'dev'; there are train"):
        cw.table("ner", "dev")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cw.nothing


def test_a_damaged_parquet_is_one_message(tmp_path, monkeypatch):
    import shutil

    shutil.copytree(loader.DATA, tmp_path / "data")
    monkeypatch.setattr(loader, "DATA", tmp_path / "data")
    file = tmp_path / "data" / "ner" / "train.parquet"
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(DataError, match=r"train\.parquet: damaged"):
        loader.table("ner", "train")
    (tmp_path / "data" / "manifest.json").write_text("{", encoding="utf-8")
    loader.manifest.cache_clear()
    with pytest.raises(DataError, match=r"manifest\.json: cannot be read"):
        loader.manifest()
    loader.manifest.cache_clear()


def test_pandas_polars_and_spacy():
    frame = cw.to_pandas("claims", "train")
    assert len(frame) == cw.table("claims", "train").num_rows
    assert cw.to_polars("claims", "train").height == len(frame)
    documents = [d for d in cw.documents("test") if d.text is not None]
    docs = list(cw.to_spacy("test"))
    assert [doc.text for doc in docs] == [d.text for d in documents]
    for doc, document in zip(docs, documents, strict=True):
        spans = [(s.start_char, s.end_char, s.label_) for s in doc.spans["conflictwire"]]
        assert spans == [(s.start, s.end, s.label) for s in document.spans]
        assert len(doc.user_data["relations"]) == len(document.relations)


def test_the_package_does_not_depend_on_the_pipeline():
    for path in (ROOT / "src").rglob("*.py"):
        assert "scripts" not in [
            word.split(".")[0]
            for line in Path(path).read_text(encoding="utf-8").splitlines()
            if line.strip().startswith(("import ", "from "))
            for word in line.split()[1:2]
        ]
