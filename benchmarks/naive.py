"""The way one would write the pipeline first, as one process: ``python -m benchmarks.naive TREE OUT VALIDATOR``.

It checks less than the build does (the shape of the annotation files and the words of spans) and writes two configs of
five: ``documents``, and ``ner`` with spaCy's tokens. VALIDATOR is ``jsonschema``, or ``jsonschema_rs`` for the same
pipeline with the one part swapped that this schema makes slow.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import spacy
from spacy.training import biluo_to_iob, offsets_to_biluo_tags

Row = dict[str, Any]


def read(tree: Path) -> Iterator[tuple[str, Row, Row]]:
    """Yield (text, metadata, annotation) of every article."""
    for path in sorted(tree.glob("corpus/*/*.json")):
        metadata = json.loads(path.read_text(encoding="utf-8"))
        annotation = json.loads((tree / "annotations" / path.parent.name / path.name).read_text(encoding="utf-8"))
        yield path.with_suffix(".txt").read_text(encoding="utf-8"), metadata, annotation


def documents(tree: Path, validator: str) -> Iterator[Row]:
    """Check every article and yield it as one row."""
    schema = json.loads((tree / "schema.json").read_text(encoding="utf-8"))
    iter_errors = importlib.import_module(validator).Draft202012Validator(schema).iter_errors
    labels = schema["$defs"]["label"].values()
    attributes = dict.fromkeys(name for label in labels for name in label["properties"])
    for text, metadata, annotation in read(tree):
        errors = list(iter_errors(annotation))
        if errors:
            raise ValueError(f"{metadata['id']}: {errors[0].message}")
        for span in annotation["spans"]:
            if text[span["start"] : span["end"]] != span["text"]:
                raise ValueError(f"{metadata['id']}: span {span['id']} is not what stands at its offsets")
        yield {
            **{key: value for key, value in metadata.items() if isinstance(value, str)},
            "text": text,
            "sources": [source["url"] for sheet in metadata["facts"] for source in sheet["sources"]],
            "facts": [sheet["id"] for sheet in metadata["facts"]],
            "zones": annotation["zones"],
            "spans": [{name: span.get(name) for name in attributes} for span in annotation["spans"]],
            "relations": [
                {**relation, "stance": relation.get("stance"), "cue": relation.get("cue")}
                for relation in annotation["relations"]
            ],
        }


def paragraphs(tree: Path) -> Iterator[Row]:
    """Tokenise every article and yield each line outside furniture with its tags."""
    tokenizer = spacy.blank("en")
    labels = json.loads((tree / "schema.json").read_text(encoding="utf-8"))["$defs"]["label"]
    names = ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]
    number_of = {name: number for number, name in enumerate(names)} | {"-": 0}
    for text, metadata, annotation in read(tree):
        document = tokenizer(text)
        entities = [(span["start"], span["end"], span["label"]) for span in annotation["spans"]]
        tags = biluo_to_iob(offsets_to_biluo_tags(document, entities))
        lines: list[list[tuple[Any, str]]] = [[]]
        for token, tag in zip(document, tags, strict=True):
            if not token.is_space:
                lines[-1].append((token, tag))
            elif "\n" in token.text:
                lines.append([])
        for number, line in enumerate(filter(None, lines), 1):
            zone = next(zone["zone"] for zone in annotation["zones"] if zone["end"] > line[0][0].idx)
            if zone != "furniture":
                yield {
                    "id": f"{metadata['id']}#{number}",
                    "article": metadata["id"],
                    "zone": zone,
                    "tokens": [token.text for token, _ in line],
                    "ner_tags": [number_of[tag] for _, tag in line],
                    "starts": [token.idx for token, _ in line],
                    "ends": [token.idx + len(token.text) for token, _ in line],
                }


def main(tree: Path, out: Path, validator: str) -> None:
    """Write both configs."""
    datasets.disable_progress_bars()
    warnings.filterwarnings("ignore", message=r".*\[W030\].*")  # spans that cut one of spaCy's tokens
    arguments = {"documents": (documents, {"tree": tree, "validator": validator}), "ner": (paragraphs, {"tree": tree})}
    for config, (rows, given) in arguments.items():
        with tempfile.TemporaryDirectory() as cache:
            dataset = datasets.Dataset.from_generator(rows, gen_kwargs=given, cache_dir=cache)
            (out / config).mkdir(parents=True)
            dataset.to_parquet(out / config / "all.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
