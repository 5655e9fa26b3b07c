"""The label set, read from ``schema.json``: labels, attributes, relations and which label may take which."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a label: its JSON Schema, and whether a span must carry it."""

    name: str
    schema: dict[str, Any]
    required: bool


@dataclass(frozen=True, slots=True)
class RelationType:
    """One relation type and the labels its two ends may have."""

    name: str
    head_labels: frozenset[str]
    tail_labels: frozenset[str]
    attributes: tuple[str, ...]


def schema_path() -> Path:
    """Return where ``schema.json`` is: in the source tree that holds this package, else in the installed package.

    Raises:
        FileNotFoundError: the package was copied without its data.
    """
    root = Path(__file__).parents[2]
    installed = Path(__file__).parent / "data" / "schema.json"
    if (root / "pyproject.toml").is_file() and (root / "schema.json").is_file():
        return root / "schema.json"
    if installed.is_file():
        return installed
    raise FileNotFoundError(f"{installed}: schema.json is missing (reinstall conflictwire)")


@cache
def schema() -> dict[str, Any]:
    """Return the whole JSON Schema (Draft 2020-12) of an annotation file."""
    return json.loads(schema_path().read_text(encoding="utf-8"))


@cache
def span_labels() -> tuple[str, ...]:
    """Return the span labels, in the order of the schema."""
    return tuple(schema()["$defs"]["span"]["properties"]["label"]["enum"])


@cache
def attributes(label: str) -> dict[str, Attribute]:
    """Return the attributes that spans of ``label`` may carry, by name, in schema order."""
    common = {"id", "start", "end", "label", "text", "hash"}
    definition = schema()["$defs"]["label"][label]
    return {
        name: Attribute(name, spec, name in definition["required"])
        for name, spec in definition["properties"].items()
        if name not in common
    }


@cache
def all_attributes() -> dict[str, dict[str, Any]]:
    """Return every span attribute of any label with its JSON Schema, in schema order."""
    found: dict[str, dict[str, Any]] = {}
    for label in span_labels():
        for name, attribute in attributes(label).items():
            found.setdefault(name, attribute.schema)
    return found


@cache
def relation_types() -> dict[str, RelationType]:
    """Return the relation types, by name, in schema order."""
    definitions = schema()["$defs"]["relation_type"]
    ends = {"id", "type", "head", "tail"}
    return {
        name: RelationType(
            name,
            frozenset(definition["head_labels"]),
            frozenset(definition["tail_labels"]),
            tuple(key for key in definition["properties"] if key not in ends),
        )
        for name, definition in definitions.items()
    }


@cache
def enum(definition: str, *path: str) -> tuple[str, ...]:
    """Return the closed value list at ``$defs/<definition>/<path…>/enum``."""
    node = schema()["$defs"][definition]
    for key in path:
        node = node[key]
    return tuple(node["enum"])


def zones() -> tuple[str, ...]:
    """Return the zone names."""
    return enum("zone", "properties", "zone")


def stances() -> tuple[str, ...]:
    """Return the stances a source may take."""
    return enum("relation_type", "source", "properties", "stance")


def split_names() -> tuple[str, ...]:
    """Return the names of the splits."""
    return enum("splits", "properties", "stories", "additionalProperties")
