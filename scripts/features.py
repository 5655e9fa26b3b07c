"""The columns of each config, and the schema key by which `datasets` knows them without a loading script."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pyarrow as pa

from conflictwire import schema
from conflictwire.claim_table import FIELDS
from conflictwire.tags import CONFIGS, labels

_STRING, _INT, _BOOL = pa.string(), pa.int32(), pa.bool_()
_TAG = pa.int64()
_CLASS_LABEL_COLUMNS = {"ner": "ner_tags", "ner_conll": "ner_tags"}


@cache
def attribute_types() -> dict[str, pa.DataType]:
    """Return the span attributes of `schema.json` with their column types, in schema order."""
    kinds = {"boolean": _BOOL, "string": _STRING}
    types: dict[str, pa.DataType] = {}
    for name, spec in schema.all_attributes().items():
        kind = spec.get("type", "string")
        types[name] = _INT if "integer" in kind else kinds[kind]
    return types


@cache
def span_type() -> pa.StructType:
    """Return the struct of one span in the ``documents`` config."""
    fields = [("id", _STRING), ("start", _INT), ("end", _INT), ("label", _STRING), ("text", _STRING)]
    return pa.struct([*fields, *attribute_types().items()])


RELATION = pa.struct(
    [("id", _STRING), ("type", _STRING), ("head", _STRING), ("tail", _STRING), ("stance", _STRING), ("cue", _STRING)]
)
ZONE = pa.struct([("start", _INT), ("end", _INT), ("zone", _STRING)])
ARGUMENT = pa.struct(
    [
        ("role", _STRING), ("id", _STRING), ("start", _INT), ("end", _INT), ("label", _STRING), ("text", _STRING),
        ("actor", _STRING), ("place", _STRING),
    ]
)  # fmt: skip
ATTRIBUTION = pa.struct(
    [
        ("id", _STRING), ("start", _INT), ("end", _INT), ("label", _STRING), ("text", _STRING), ("actor", _STRING),
        ("stance", _STRING), ("cue", _STRING),
    ]
)  # fmt: skip


@cache
def arrow_schema(config: str) -> pa.Schema:
    """Return the Arrow schema of a config, with the ``huggingface`` key in its metadata."""
    schema_ = pa.schema(list(_columns(config).items()))
    features = {name: feature(kind) for name, kind in _columns(config).items()}
    column = _CLASS_LABEL_COLUMNS.get(config)
    if column:
        tag = {"names": list(labels(config).tags), "_type": "ClassLabel"}
        features[column] = {"feature": tag, "_type": "List"}
    return schema_.with_metadata({"huggingface": json.dumps({"info": {"features": features}})})


def _columns(config: str) -> dict[str, pa.DataType]:
    documents: dict[str, pa.DataType] = {
        "id": _STRING, "text": _STRING, "title": _STRING, "country": _STRING, "region": _STRING,
        "published": _STRING, "genre": _STRING, "story": _STRING, "license": _STRING, "sources": pa.list_(_STRING),
        "facts": pa.list_(_STRING), "sha256": _STRING, "standoff": _BOOL, "checked_by_person": _BOOL,
        "zones": pa.list_(ZONE), "spans": pa.list_(span_type()), "relations": pa.list_(RELATION),
    }  # fmt: skip
    tokens: dict[str, pa.DataType] = {
        "id": _STRING, "article": _STRING, "zone": _STRING, "tokens": pa.list_(_STRING), "ner_tags": pa.list_(_TAG),
        "starts": pa.list_(_INT), "ends": pa.list_(_INT),
    }  # fmt: skip
    events: dict[str, pa.DataType] = {
        "article": _STRING, "id": _STRING, "start": _INT, "end": _INT, "text": _STRING, "type": _STRING,
        "realis": _STRING, "incident": _STRING, "arguments": pa.list_(ARGUMENT), "sources": pa.list_(ATTRIBUTION),
    }  # fmt: skip
    integers = {"low", "high", "start", "end", "source_start", "source_end", "cue_start", "cue_end"}
    claims: dict[str, pa.DataType] = {
        name: _INT if name in integers else _BOOL if name == "approx" else _STRING for name in FIELDS
    }
    by_config: dict[str, dict[str, pa.DataType]] = {
        "documents": documents, "ner": tokens, "ner_conll": tokens, "events": events, "claims": claims,
    }  # fmt: skip
    assert tuple(by_config) == CONFIGS
    return by_config[config]


def feature(kind: pa.DataType) -> dict[str, Any]:
    """Return the `datasets` feature, as JSON, of an Arrow type that this module uses."""
    if pa.types.is_list(kind):
        return {"feature": feature(kind.value_type), "_type": "List"}  # pyright: ignore[reportAttributeAccessIssue]
    if pa.types.is_struct(kind):
        fields = [kind.field(index) for index in range(kind.num_fields)]  # pyright: ignore
        return {field.name: feature(field.type) for field in fields}
    return {"dtype": str(kind), "_type": "Value"}
