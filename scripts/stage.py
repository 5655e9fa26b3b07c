"""Parquet + documents -> ``dist/hub/``, the folder that goes to the Hugging Face Hub."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from huggingface_hub import DatasetCard, DatasetCardData

from conflictwire.tags import CONFIGS

from .compile import build, replacing_folder
from .errors import UserError
from .layout import Layout
from .records import Json

_COPIED = (
    "DATASHEET.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA", "annotations/GUIDELINES.md",
    "annotations/CORRECTIONS.tsv", "benchmarks/README.md",
)  # fmt: skip
#: Folders of documents that are copied whole, with their pictures.
_COPIED_FOLDERS = ("docs/statistics",)
#: Size categories of the Hub, by the number of rows from which they hold.
_SIZES = (
    (1_000_000, "1M<n<10M"), (100_000, "100K<n<1M"), (10_000, "10K<n<100K"), (1_000, "1K<n<10K"), (0, "n<1K"),
)  # fmt: skip


def stage_folder(layout: Layout, target: Path) -> Path:
    """Build the Hub's folder and return it; the old one stays whole until the new one is.

    Raises:
        InvalidCorpus: a rule is broken.
        UserError: the folder cannot be written.
    """
    missing = [name for name in (*_COPIED, "README.md") if not (layout.root / name).is_file()]
    missing += [name for name in _COPIED_FOLDERS if not (layout.root / name).is_dir()]
    if missing:
        raise UserError(f"{layout.root / missing[0]}: the document is missing (git checkout -- {missing[0]})")
    with replacing_folder(target) as folder:
        manifest = build(layout, folder / "data")
        for name in _COPIED:
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(layout.root / name, folder / name)
        for name in _COPIED_FOLDERS:
            shutil.copytree(layout.root / name, folder / name)
        (folder / "README.md").write_text(card(layout, manifest), encoding="utf-8")
    return target


def card(layout: Layout, manifest: Json) -> str:
    """Return the dataset card: YAML that `load_dataset` reads, and text with generated numbers."""
    splits = list(manifest["counts"]["articles"])
    articles = sum(manifest["counts"]["articles"].values())
    data = DatasetCardData(
        language="en",
        license="cc-by-4.0",
        annotations_creators="machine-generated",
        language_creators="machine-generated",
        multilinguality="monolingual",
        size_categories=size_category(articles),
        source_datasets=["original"],
        task_categories="token-classification",
        task_ids="named-entity-recognition",
        pretty_name="ConflictWire",
        tags=["news", "armed-conflict", "event-extraction", "attribution", "casualties", "stand-off"],
        configs=[
            {
                "config_name": config,
                # Without a version, `load_dataset` on a local folder serves rows that it cached from an older one.
                "version": manifest["version"],
                **({"default": True} if config == CONFIGS[0] else {}),
                "data_files": [{"split": split, "path": f"data/{config}/{split}.parquet"} for split in sorted(splits)],
            }
            for config in CONFIGS
        ],
    )
    readme = (layout.root / "README.md").read_text(encoding="utf-8")
    return str(DatasetCard(f"---\n{data.to_yaml()}\n---\n\n{readme}"))


def size_category(rows: int) -> str:
    """Return the Hub's name for a dataset of ``rows`` articles."""
    return next(name for least, name in _SIZES if rows >= least)


def staged_manifest(folder: Path) -> Json:
    """Return the manifest of a staged folder."""
    return json.loads((folder / "data" / "manifest.json").read_text(encoding="utf-8"))
