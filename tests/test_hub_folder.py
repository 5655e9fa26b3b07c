"""The staged folder, read as a user of the Hub reads it: `load_dataset` in its own process, with its own cache.

`datasets` fixes its cache folder when it is imported, so every load runs in a subprocess. Streams are read to the end
there: a process that leaves one early may still have a reader's thread at work when it exits, and abort.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from huggingface_hub import DatasetCard

from conflictwire.tags import CONFIGS, labels
from scripts.compile import version
from scripts.stage import card, stage_folder, staged_manifest

from .conftest import ROOT, copy_small

DOCUMENTS = {
    "README.md", "DATASHEET.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA", "annotations/GUIDELINES.md",
    "annotations/CORRECTIONS.tsv", "benchmarks/README.md",
    *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "statistics").iterdir()),
}  # fmt: skip
SPLITS = ("test", "test_region", "test_time", "train", "validation")

LOAD = """
import json, sys
from datasets import load_dataset

folder, wanted, options = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
filters = [tuple(row) for row in options.pop("filters", [])]
if filters:
    options["filters"] = filters
found = {}
for config in wanted:
    splits = load_dataset(folder, *([config] if config else []), **options)
    found[config or "default"] = {
        split: {"rows": list(rows), "features": rows.features.to_dict()} for split, rows in splits.items()
    }
print(json.dumps(found))
"""


def load(folder: Path, cache: Path, *configs: str, **options):
    """Return {config: {split: {rows, features}}} as `load_dataset` gives it to a process with this cache."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("HF_")},
        "HF_HOME": str(cache),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    result = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder), json.dumps(configs), json.dumps(options)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout)


def parquet(folder: Path, config: str, split: str):
    return pq.ParquetFile(folder / "data" / config / f"{split}.parquet").read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, layout) -> Path:
    return stage_folder(layout, tmp_path_factory.mktemp("stage") / "hub")


@pytest.fixture(scope="module")
def loaded(folder, tmp_path_factory):
    return load(folder, tmp_path_factory.mktemp("cache"), *CONFIGS, "")


@pytest.fixture(scope="module")
def streamed(folder, tmp_path_factory):
    return load(folder, tmp_path_factory.mktemp("cache"), *CONFIGS, streaming=True)


@pytest.mark.parametrize("config", CONFIGS)
def test_load_dataset_gives_the_staged_rows(folder, loaded, config):
    assert set(loaded[config]) == set(SPLITS)
    for split, found in loaded[config].items():
        assert found["rows"] == parquet(folder, config, split).to_pylist(), split
        assert found["rows"], split


@pytest.mark.parametrize("config", CONFIGS)
def test_streaming_gives_the_same_rows_to_the_end(loaded, streamed, config):
    assert set(streamed[config]) == set(loaded[config])
    for split, found in streamed[config].items():
        assert found["rows"] == loaded[config][split]["rows"]
        assert found["features"] == loaded[config][split]["features"]


@pytest.mark.parametrize("config", ["ner", "ner_conll"])
def test_class_labels_keep_their_names(loaded, config):
    for split in SPLITS:
        tag = loaded[config][split]["features"]["ner_tags"]
        assert tag["_type"] == "List"
        assert tag["feature"] == {"names": list(labels(config).tags), "_type": "ClassLabel"}
        largest = max(t for row in loaded[config][split]["rows"] for t in row["ner_tags"])
        assert largest < len(labels(config).tags)


def test_documents_is_the_config_that_one_gets_without_asking(loaded):
    assert loaded["default"] == loaded["documents"]


def test_nested_spans_are_lists_of_records(loaded):
    row = next(row for row in loaded["documents"]["train"]["rows"] if row["text"] is not None)
    assert [row["text"][span["start"] : span["end"]] for span in row["spans"]] == [s["text"] for s in row["spans"]]


@pytest.mark.parametrize("streaming", [False, True], ids=["cached", "streamed"])
def test_columns_and_filters_are_pushed_down(folder, tmp_path, streaming):
    options = {"columns": ["article", "outcome", "low"], "filters": [["outcome", "==", "killed"], ["low", ">", 10]]}
    found = load(folder, tmp_path, "claims", streaming=streaming, **options)["claims"]
    total = 0
    for split in SPLITS:
        expected = [
            {key: row[key] for key in options["columns"]}
            for row in parquet(folder, "claims", split).to_pylist()
            if row["outcome"] == "killed" and row["low"] is not None and row["low"] > 10
        ]
        assert found[split]["rows"] == expected
        assert list(found[split]["features"]) == options["columns"]
        total += len(expected)
    assert total > 5


def with_documents(target: Path):
    """Return a small corpus that can be staged."""
    layout = copy_small(target)
    for name in DOCUMENTS:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
    return layout


def test_a_new_version_of_the_folder_is_seen_with_the_old_cache(tmp_path):
    """`load_dataset` knows a local folder by its card alone: without `version` in the configs old rows would come."""
    layout = with_documents(tmp_path / "tree")
    folder, cache = tmp_path / "hub", tmp_path / "cache"
    stage_folder(layout, folder)
    before = load(folder, cache, "documents")["documents"]["train"]["rows"]
    assert [row["title"] for row in before] == ["Army base hit in Mali"]

    metadata = layout.metadata("sahel", "ml-2025-05-24-dioura-agency")
    metadata.write_text(
        metadata.read_text(encoding="utf-8").replace("Army base hit in Mali", "Base in Mali hit"), encoding="utf-8"
    )
    project = layout.root / "pyproject.toml"
    old = version(layout)
    project.write_text(
        project.read_text(encoding="utf-8").replace(f'version = "{old}"', 'version = "99.0.0"'), encoding="utf-8"
    )
    stage_folder(layout, folder)
    assert staged_manifest(folder)["version"] == "99.0.0"
    after = load(folder, cache, "documents")["documents"]["train"]["rows"]
    assert [row["title"] for row in after] == ["Base in Mali hit"]
    assert after == parquet(folder, "documents", "train").to_pylist()


def test_the_card_states_licence_configs_and_version(folder, layout):
    data = DatasetCard.load(folder / "README.md").data.to_dict()
    assert data["license"] == "cc-by-4.0"
    assert data["language"] in ("en", ["en"])
    assert [config["config_name"] for config in data["configs"]] == list(CONFIGS)
    assert [config["config_name"] for config in data["configs"] if config.get("default")] == ["documents"]
    for config in data["configs"]:
        assert str(config["version"]) == version(layout), config["config_name"]
        assert [item["split"] for item in config["data_files"]] == list(SPLITS)
        assert all((folder / item["path"]).is_file() for item in config["data_files"])
    stated = {item["path"] for config in data["configs"] for item in config["data_files"]}
    assert stated == {p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet")}


def category(rows: int) -> str:
    """Return the Hub's name for a number of rows."""
    bounds = [(10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M")]
    return next(name for bound, name in bounds if rows < bound)


def test_the_size_category_is_that_of_the_default_config(folder):
    data = DatasetCard.load(folder / "README.md").data.to_dict()
    rows = sum(parquet(folder, "documents", split).num_rows for split in SPLITS)
    assert data["size_categories"] in (category(rows), [category(rows)])


@pytest.mark.parametrize("rows", [1, 999, 1_000, 9_999, 10_000, 250_000])
def test_the_size_category_follows_the_number_of_articles(layout, folder, rows):
    manifest = staged_manifest(folder)
    manifest["counts"]["articles"] = {"train": rows}
    text = card(layout, manifest)
    assert DatasetCard(text).data.to_dict()["size_categories"] in (category(rows), [category(rows)])


def test_the_folder_holds_the_documents_and_nothing_else(folder):
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in held if not name.startswith("data/")} == DOCUMENTS
    manifest = staged_manifest(folder)
    assert {name for name in held if name.startswith("data/")} == {
        "data/manifest.json",
        *(f"data/{name}" for name in manifest["files"]),
    }
    assert [path.name for path in folder.parent.iterdir()] == ["hub"]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert readme.endswith((ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_link_of_the_staged_documents_points_into_the_folder(folder):
    missing = []
    for path in folder.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                missing.append(f"{path.name}: {target}")
    assert missing == []


def test_staging_again_replaces_the_folder_as_a_whole(tmp_path):
    layout = with_documents(tmp_path / "tree")
    folder = stage_folder(layout, tmp_path / "out" / "hub")
    (folder / "data" / "documents" / "stale.parquet").write_bytes(b"old")
    stage_folder(layout, folder)
    assert not (folder / "data" / "documents" / "stale.parquet").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["hub"]


def test_a_corpus_that_breaks_a_rule_leaves_the_staged_folder_as_it_was(tmp_path):
    from scripts.errors import InvalidCorpus

    layout = with_documents(tmp_path / "tree")
    folder = stage_folder(layout, tmp_path / "out" / "hub")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    gold = next(layout.annotations.glob("sahel/*.json"))
    gold.write_text(gold.read_text(encoding="utf-8").replace('"text": "JNIM"', '"text": "JNIN"'), encoding="utf-8")
    with pytest.raises(InvalidCorpus):
        stage_folder(layout, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["hub"]
