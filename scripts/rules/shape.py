"""Level 2: schema. Files have the shape that `schema.json` gives them, and stand where their ids say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.exceptions import best_match

from conflictwire import schema
from scripts.dates import edtf_bounds
from scripts.records import Article, FileKind, Finding, Registry

_TARGETS = {"annotation": None, "metadata": "metadata", "actor": "actor", "place": "place", "splits": "splits"}


def _subschema(target: str) -> dict[str, Any]:
    whole = schema.schema()
    definition = _TARGETS[target]
    if definition is None:
        return whole
    return {"$schema": whole["$schema"], "$ref": f"#/$defs/{definition}", "$defs": whole["$defs"]}


@cache
def fast_validator(target: str) -> Any:
    """Return the compiled validator of ``target``: it decides what is valid."""
    return jsonschema_rs.Draft202012Validator(_subschema(target))


@cache
def explaining_validator(target: str) -> jsonschema.Draft202012Validator:
    """Return the jsonschema validator of ``target``: it explains what is not valid."""
    return jsonschema.Draft202012Validator(_subschema(target))


def schema_findings(target: str, value: Any, file: FileKind, at: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """Yield what is wrong with ``value`` by the schema of ``target``, most telling error of each place first."""
    if fast_validator(target).is_valid(value):
        return
    found = False
    for error in sorted(
        explaining_validator(target).iter_errors(value), key=lambda e: [str(p) for p in e.absolute_path]
    ):
        found = True
        best = best_match([error]) or error
        yield Finding(
            file,
            at + tuple(best.absolute_path),
            best.message if len(best.message) < 300 else best.message[:297] + "…",
            _expected(best),
            "",
            "see schema.json",
        )
    if not found:
        yield Finding(file, at, "the compiled schema check refuses what jsonschema accepts", "", "", "report this")


def _expected(error: jsonschema.ValidationError) -> str:
    value: Any = error.validator_value  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if error.validator == "enum":
        return ", ".join(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if error.validator in {"pattern", "type", "minimum", "maximum", "const"}:
        return f"{error.validator} {value}"
    return ""


def schema_annotation(article: Article, _: Registry) -> Iterator[Finding]:
    """The annotation file has the shape of `schema.json`."""
    yield from schema_findings("annotation", article.annotation, "annotation")


def schema_metadata(article: Article, _: Registry) -> Iterator[Finding]:
    """The metadata file has the shape of `$defs/metadata` in `schema.json`."""
    yield from schema_findings("metadata", article.metadata, "metadata")


def file_name(article: Article, _: Registry) -> Iterator[Finding]:
    """Files are named for their id and stand in the folder of their region."""
    for file in ("metadata", "annotation"):
        value = article.metadata if file == "metadata" else article.annotation
        if value.get("id") != article.id:
            yield Finding(
                file,
                ("id",),
                "the id is not the file's name",
                article.id,
                str(value.get("id")),
                "rename one of the two",
            )
    if article.metadata.get("region") != article.region:
        yield Finding(
            "metadata",
            ("region",),
            "the region is not the folder",
            article.region,
            str(article.metadata.get("region")),
            "move the files or correct the region",
        )


def published_date(article: Article, _: Registry) -> Iterator[Finding]:
    """The publication date is a day of the calendar, and no fact sheet is of a later day."""
    published = article.metadata["published"]
    if edtf_bounds(published) is None:
        yield Finding("metadata", ("published",), "no day of the calendar", "a date", published, "correct it")
        return
    for index, sheet in enumerate(article.metadata["facts"]):
        if sheet["date"][:10] > published:
            yield Finding(
                "metadata",
                ("facts", index, "date"),
                f"fact sheet {sheet['id']} is of a later day than the article",
                f"{published} or before",
                sheet["date"],
                "take the sheet out or publish later",
            )


def schema_actors(rows: list[Any]) -> Iterator[Finding]:
    """Every actor of the registry has the shape of `$defs/actor` in `schema.json`."""
    for index, row in enumerate(rows):
        yield from schema_findings("actor", row, "actors", ("actors", index))


def schema_places(rows: list[Any]) -> Iterator[Finding]:
    """Every place of the registry has the shape of `$defs/place` in `schema.json`."""
    for index, row in enumerate(rows):
        yield from schema_findings("place", row, "places", ("places", index))


def schema_splits(value: Any) -> Iterator[Finding]:
    """The split file has the shape of `$defs/splits` in `schema.json`."""
    yield from schema_findings("splits", value, "splits")
