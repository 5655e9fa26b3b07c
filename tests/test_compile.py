from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from conflictwire.tags import CONFIGS
from scripts.compile import build, replacing_folder
from scripts.errors import InvalidCorpus, UserError
from scripts.features import arrow_schema

from .conftest import ROOT


def hashes(folder):
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*.*")}


def test_rebuild_is_byte_identical(built, layout, tmp_path):
    build(layout, tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(built)


def test_manifest_states_the_files_and_their_hashes(built):
    manifest = json.loads((built / "manifest.json").read_bytes())
    stated = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    assert stated == {k: v for k, v in hashes(built).items() if k != "manifest.json"}
    for name, entry in manifest["files"].items():
        if name.endswith(".parquet"):
            assert pq.ParquetFile(built / name).metadata.num_rows == entry["rows"]


@pytest.mark.parametrize("config", CONFIGS)
def test_schema_metadata_is_what_datasets_itself_would_write(config):
    from datasets import Features

    schema = arrow_schema(config)
    features = Features.from_arrow_schema(schema)
    ours = json.loads(schema.metadata[b"huggingface"])
    theirs = json.loads(features.arrow_schema.metadata[b"huggingface"])
    assert ours == theirs
    assert features.arrow_schema.names == schema.names


@pytest.mark.parametrize("config", CONFIGS)
def test_parquet_settings(built, config):
    for path in (built / config).glob("*.parquet"):
        group = pq.ParquetFile(path).metadata.row_group(0)
        assert group.column(0).compression == "ZSTD"
        assert group.column(0).has_offset_index


def test_every_article_is_in_one_split_and_every_split_in_every_config(built, layout):
    splits = {path.stem for path in (built / "documents").glob("*.parquet")}
    assert splits == {"train", "validation", "test", "test_region", "test_time"}
    for config in CONFIGS:
        assert {path.stem for path in (built / config).glob("*.parquet")} == splits
    ids = [i for s in splits for i in pq.read_table(built / "documents" / f"{s}.parquet")["id"].to_pylist()]
    assert sorted(ids) == sorted(article for _, article in layout.articles())


def test_counts_equal_the_sources(built, layout):
    golds = [json.loads(layout.gold(region, article).read_bytes()) for region, article in layout.articles()]
    rows = [r for p in (built / "documents").glob("*.parquet") for r in pq.ParquetFile(p).read().to_pylist()]
    assert sum(len(g["spans"]) for g in golds) == sum(len(r["spans"]) for r in rows)
    assert sum(len(g["relations"]) for g in golds) == sum(len(r["relations"]) for r in rows)
    events = sum(s["label"] == "EVENT" for g in golds for s in g["spans"])
    assert events == sum(pq.ParquetFile(p).metadata.num_rows for p in (built / "events").glob("*.parquet"))


def test_token_rows_hold_every_span_of_their_article(built):
    from conflictwire.tags import labels
    from conflictwire.tokens import bio_to_spans

    tags = labels("ner").tags
    for split in ("train", "test", "test_time"):
        found = {}
        for row in pq.ParquetFile(built / "ner" / f"{split}.parquet").read().to_pylist():
            offsets = list(zip(row["starts"], row["ends"], strict=True))
            found.setdefault(row["article"], []).extend(bio_to_spans(offsets, [tags[t] for t in row["ner_tags"]]))
        for document in pq.ParquetFile(built / "documents" / f"{split}.parquet").read().to_pylist():
            if document["text"] is not None:
                expected = [(s["start"], s["end"], s["label"]) for s in document["spans"]]
                assert found[document["id"]] == expected, document["id"]


def test_a_broken_rule_leaves_the_old_output(small, tmp_path):
    target = tmp_path / "out"
    build(small, target)
    before = hashes(target)
    gold = next(small.annotations.glob("sahel/*.json"))
    gold.write_text(gold.read_text(encoding="utf-8").replace('"text": "JNIM"', '"text": "JNIN"'), encoding="utf-8")
    with pytest.raises(InvalidCorpus, match="offset-surface"):
        build(small, target)
    assert hashes(target) == before
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("tree")) == ["out"]


def test_an_interrupted_build_leaves_the_old_output(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    (target / "old").write_text("old", encoding="utf-8")
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from scripts import compile as c\nfrom scripts.layout import Layout\n"
        "def wait(done, total):\n    print('ready', flush=True)\n    time.sleep(60)\n"
        f"c.build(Layout(Path({str(ROOT)!r})), Path({str(target)!r}), wait)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)
    assert [p.name for p in target.iterdir()] == ["old"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_crash_between_the_two_renames_is_mended_by_the_next_build(tmp_path):
    target = tmp_path / "out"
    (tmp_path / "out.old").mkdir()
    (tmp_path / "out.old" / "kept").write_text("x", encoding="utf-8")
    with pytest.raises(RuntimeError), replacing_folder(target):
        raise RuntimeError
    assert [p.name for p in target.iterdir()] == ["kept"]


def test_a_target_that_cannot_be_written_is_one_message(small, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        build(small, tmp_path / "file" / "out")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("splits.json", b"{"),
        ("splits.json", b"\xff"),
        ("annotations/registry/actors.json", b"[]"),
        ("annotations/registry/places.json", None),
        ("corpus/sahel/ml-2025-05-24-dioura-agency.json", b"nonsense"),
        ("annotations/sahel/ml-2025-05-24-dioura-agency.json", b""),
        ("annotations/sahel/ml-2025-05-24-dioura-agency.json", b'{"id": 1e999}'),
        ("corpus/sahel/ml-2025-05-24-dioura-agency.txt", b"\x00\xff\xfe"),
    ],
)
def test_damaged_files_give_one_message_and_no_traceback(small, path, content):
    file = small.root / path
    file.unlink() if content is None else file.write_bytes(content)
    result = subprocess.run(
        [sys.executable, "-m", "scripts", "check", "--root", str(small.root)], cwd=ROOT, capture_output=True, text=True
    )
    said = result.stdout + result.stderr
    assert result.returncode == 1
    assert path in said
    assert "Traceback" not in said


def test_progress_ends_at_the_number_of_articles(small, tmp_path):
    seen = []
    build(small, tmp_path / "out", lambda done, total: seen.append((done, total)))
    assert seen == [(2, 2)]
