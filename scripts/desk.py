"""The annotator's and the adjudicator's files: markup, passes, decision sheets, gold."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conflictwire.attach import attached_text

from .adjudicate import decision_sheet, differences, merge
from .agree import Agreement
from .align import LINKS, Alignment, Json
from .errors import UserError
from .layout import Layout, dumps_annotation, dumps_metadata, write_text
from .markup import from_markup, to_markup
from .read import read_json_file
from .records import Article, Registry
from .rules.references import id_unique, relation_ends, relation_labels
from .rules.shape import schema_findings

GUIDELINES = "annotations/GUIDELINES.md"


def article_text(layout: Layout, region: str, article: str, given: Path | None = None) -> str:
    """Return the raw article: from the corpus, from ``given``, or attached.

    Raises:
        UserError: a stand-off article whose text is at none of these, or another text.
    """
    path = layout.text(region, article)
    metadata = read_json_file(layout, layout.metadata(region, article), "metadata")
    if given is not None:
        data = _given(given)
        if hashlib.sha256(data).hexdigest() != metadata["sha256"]:
            raise UserError(f"{given}: not the text of {article} (sha256 differs; try `conflictwire attach {given}`)")
        return data.decode("utf-8")
    if path.is_file():
        return path.read_bytes().decode("utf-8")
    text = attached_text(article, metadata["sha256"])
    if text is None:
        raise UserError(f"{article} is stand-off: give its text with --text FILE, or `conflictwire attach FILE`")
    return text


def _annotation_path(layout: Layout, region: str, article: str, pass_name: str | None) -> Path:
    if pass_name is None:
        return layout.gold(region, article)
    if pass_name not in {"first", "second", "third", "review"}:
        raise UserError(f"no pass {pass_name!r}; there are first, second, third and review")
    return layout.annotation_pass(pass_name, region, article)


def today() -> str:
    """Return the day, as records state it."""
    return datetime.now(UTC).date().isoformat()


def _with_text(annotation: Json, text: str) -> Json:
    """Return an annotation whose spans carry their words, as a stand-off one does not."""
    spans = [{k: v for k, v in span.items() if k != "hash"} for span in annotation["spans"]]
    return {**annotation, "spans": [{**s, "text": text[s["start"] : s["end"]]} for s in spans]}


def _without_text(annotation: Json) -> Json:
    """Return a stand-off annotation: a hash in place of each span's words."""
    provenance = dict(annotation["provenance"])
    if "corrections" in provenance:
        provenance["corrections"] = [
            {**row, "before": _hash_words(row["before"]), "after": _hash_words(row["after"])}
            for row in provenance["corrections"]
        ]
    return {**annotation, "spans": [_hashed(span) for span in annotation["spans"]], "provenance": provenance}


def _hashed(span: Json) -> Json:
    if "text" not in span:
        return span
    return {k: v for k, v in span.items() if k != "text"} | {"hash": hashlib.sha256(span["text"].encode()).hexdigest()}


def _hash_words(record: str | None) -> str | None:
    return None if record is None else json.dumps(_hashed(json.loads(record)), ensure_ascii=False)


def store(layout: Layout, region: str, article: str, path: Path, annotation: Json) -> None:
    """Write an annotation file in its stored form; the words of a stand-off article stay out of it."""
    standoff = not layout.text(region, article).is_file()
    write_text(path, dumps_annotation(_without_text(annotation) if standoff else annotation))


def markup_of(layout: Layout, region: str, article: str, pass_name: str | None, given: Path | None) -> str:
    """Return the inline form of gold or of a pass."""
    text = article_text(layout, region, article, given)
    annotation = read_json_file(layout, _annotation_path(layout, region, article, pass_name), "annotation")
    return to_markup(_with_text(annotation, text), text)


def unmark_file(
    layout: Layout,
    region: str,
    article: str,
    file: Path,
    pass_name: str | None,
    annotator: str,
    kind: str,
    rule: str,
    given: Path | None,
) -> Path:
    """Read inline markup into a pass, or into gold with a record of what it corrects, and return the file written.

    Raises:
        UserError: the text is not the raw article, a mark cannot be read, or a correction names no rule.
    """
    text = article_text(layout, region, article, given)
    try:
        markup = _given(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not UTF-8 ({error.reason} at byte {error.start})") from error
    annotation = from_markup(markup, text, str(file))
    annotation["id"] = article
    path = _annotation_path(layout, region, article, pass_name)
    if pass_name is not None:
        if not annotator:
            raise UserError(f"{file}: a pass needs --annotator, the name of who made it")
        who = {"name": annotator, "kind": kind, "date": today(), "guidelines": guidelines_version(layout)}
        annotation["provenance"] = {"pass": pass_name, "annotator": who}
    else:
        gold = _with_text(read_json_file(layout, path, "annotation"), text)
        annotation = _corrected(gold, annotation, rule, str(file))
    for finding in schema_findings("annotation", annotation, "annotation"):
        at = "/".join(str(part) for part in finding.where) if isinstance(finding.where, tuple) else ""
        raise UserError(f"{file}: {at}: {finding.message} (expected {finding.expected or 'what schema.json says'})")
    whole = Article(article, region, None, {}, text, {}, annotation)
    for check in (id_unique, relation_ends, relation_labels):
        for finding in check(whole, Registry()):
            raise UserError(f"{file}: {finding.message} (expected {finding.expected}, found {finding.actual})")
    store(layout, region, article, path, annotation)
    return path


def _given(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read ({error.strerror})") from error


def _corrected(gold: Json, new: Json, rule: str, name: str) -> Json:
    """Return ``new`` with gold's provenance and one record for each span and relation that differs."""
    links = {span["id"]: {k: v for k, v in span.items() if k in LINKS} for span in gold["spans"]}
    spans = [
        span
        | ({k: v for k, v in links.get(span["id"], {}).items() if k not in span} if _same_place(gold, span) else {})
        for span in new["spans"]
    ]
    new = {**new, "spans": spans, "provenance": gold["provenance"]}
    records: list[Json] = []
    if new["zones"] != gold["zones"]:
        zones = [json.dumps({"zones": value["zones"]}) for value in (gold, new)]
        records.append({"date": today(), "before": zones[0], "after": zones[1], "rule": rule})
    for key in ("spans", "relations"):
        old_by, new_by = ({item["id"]: item for item in value[key]} for value in (gold, new))
        for identity in sorted(old_by.keys() | new_by.keys(), key=_by_number):
            before, after = old_by.get(identity), new_by.get(identity)
            if before != after:
                shown = [None if item is None else json.dumps(item, ensure_ascii=False) for item in (before, after)]
                records.append({"date": today(), "before": shown[0], "after": shown[1], "rule": rule})
    if records and not rule:
        raise UserError(f"{name}: {len(records)} corrections to gold need --rule, the rule of {GUIDELINES} they follow")
    if records:
        kept = gold["provenance"].get("corrections", [])
        new["provenance"] = {**gold["provenance"], "corrections": [*kept, *records]}
    return new


def _by_number(identity: str) -> tuple[str, int]:
    return identity.rstrip("0123456789"), int(re.search(r"\d*$", identity)[0] or 0)  # pyright: ignore[reportOptionalSubscript]


def _same_place(gold: Json, span: Json) -> bool:
    return any(
        s["id"] == span["id"] and s.get("text") == span["text"] and s["label"] == span["label"] for s in gold["spans"]
    )


def guidelines_version(layout: Layout) -> str:
    """Return the version that the guidelines state."""
    for line in (layout.root / GUIDELINES).read_text(encoding="utf-8").splitlines():
        if line.startswith("Version "):
            return line.split()[1].rstrip(".")
    raise UserError(f"{GUIDELINES}: no line that begins with 'Version '")


def _passes(layout: Layout, region: str, article: str) -> tuple[Json, Json]:
    paths = [layout.annotation_pass(name, region, article) for name in ("first", "second")]
    return read_json_file(layout, paths[0], "annotation"), read_json_file(layout, paths[1], "annotation")


def list_differences(layout: Layout, region: str, article: str, given: Path | None) -> str:
    """Return the differences of the two passes as a decision sheet to fill."""
    text = article_text(layout, region, article, given)
    first, second = (_with_text(annotation, text) for annotation in _passes(layout, region, article))
    return decision_sheet(article, differences(Alignment(first, second), text))


def apply_decisions(
    layout: Layout, region: str, article: str, sheet: Path, annotator: str, kind: str, given: Path | None
) -> Path:
    """Write gold from a filled decision sheet and return its file.

    Raises:
        UserError: a difference is undecided, the sheet belongs to other passes, or no adjudicator is named.
    """
    if not annotator:
        raise UserError(f"{sheet}: adjudication needs --annotator, the name of who decides")
    text = article_text(layout, region, article, given)
    first, second = (_with_text(annotation, text) for annotation in _passes(layout, region, article))
    alignment = Alignment(first, second)
    try:
        filled = json.loads(sheet.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{sheet}: cannot be read ({error})") from error
    body, decisions = merge(alignment, differences(alignment, text), filled, str(sheet))
    if not layout.text(region, article).is_file():
        decisions = [_hide_words(decision) for decision in decisions]
    passes: list[Json] = []
    for name, annotation in (("first", first), ("second", second)):
        data = layout.annotation_pass(name, region, article).read_bytes()
        passes.append(
            {
                "pass": name,
                "annotator": annotation["provenance"]["annotator"],
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        )
    who = {"name": annotator, "kind": kind, "date": today(), "guidelines": guidelines_version(layout)}
    provenance = {
        "passes": passes,
        "adjudicator": who,
        "decisions": decisions,
        "corrections": [],
        "zones": "marked by the author of the article",
        "checked_by_person": [],
    }
    path = layout.gold(region, article)
    store(layout, region, article, path, {"id": article, **body, "provenance": provenance})
    return path


def _hide_words(decision: Json) -> Json:
    """Take a stand-off article's words out of a decision; offsets and labels stay."""
    hidden = dict(decision)
    for side in ("first", "second"):
        value = hidden[side]
        if value is not None and " | " in value:
            hidden[side] = value.split(" | ")[0]
        elif value is not None and hidden["kind"] == "relation":
            hidden[side] = " ".join(
                part if part in {"->", "cue"} or "@" not in part else "@" + part.rsplit("@", 1)[1]
                for part in _relation_parts(value)
            )
    return hidden


def _relation_parts(value: str) -> list[str]:
    """Split a relation's text, keeping words of several parts together with the offset that ends them."""
    kind, rest = value.split(" ", 1)
    parts: list[str] = [kind]
    head, tail = rest.split(" -> ", 1)
    parts += [head, "->"]
    at = tail.index("@")
    end = tail.find(" ", at)
    parts.append(tail if end < 0 else tail[:end])
    if end >= 0:
        more = tail[end + 1 :]
        stance, _, cue = more.partition(" cue ")
        parts += [stance] + (["cue", cue] if cue else [])
    return parts


def agreement_of(layout: Layout, articles: list[tuple[str, str]], by: str | None) -> dict[str, Json]:
    """Return the agreement of the passes of ``articles``: one for all, or one for each split or annotator pair.

    Raises:
        UserError: no such grouping, or an article without passes.
    """
    return agreements(layout, articles, (by,))[by]


def agreements(
    layout: Layout, articles: list[tuple[str, str]], groupings: tuple[str | None, ...]
) -> dict[str | None, dict[str, Json]]:
    """Return the agreement of the passes of ``articles`` for each grouping, as :func:`agreement_of` does for one.

    Raises:
        UserError: no such grouping, or an article without passes.
    """
    for by in groupings:
        if by not in {None, "split", "pair"}:
            raise UserError(f"no grouping {by!r}; there are split and pair")
    stories = read_json_file(layout, layout.splits, "splits")["stories"] if "split" in groupings else {}
    found: dict[str | None, defaultdict[str, Agreement]] = {by: defaultdict(Agreement) for by in groupings}
    for region, article in articles:
        first, second = _passes(layout, region, article)
        one = Agreement()
        one.add(first, second)
        for by in groupings:
            name = "all articles"
            if by == "split":
                story = read_json_file(layout, layout.metadata(region, article), "metadata")["story"]
                name = stories.get(story, "no split")
            elif by == "pair":
                name = " and ".join(p["provenance"]["annotator"]["name"] for p in (first, second))
            found[by][name].merge(one)
    return {by: {name: groups[name].to_json() for name in sorted(groups)} for by, groups in found.items()}


def format_corpus(layout: Layout, *, check_only: bool) -> list[str]:
    """Bring annotation and metadata files into their stored form; return the names of those that differed."""
    changed: list[str] = []
    files: list[tuple[Path, Any]] = [(p, dumps_annotation) for p in sorted(layout.annotations.glob("*/*.json"))]
    files = [(p, d) for p, d in files if p.parent.name != "registry"]
    files += [(p, dumps_annotation) for p in sorted(layout.annotations.glob("passes/*/*/*.json"))]
    files += [(p, dumps_metadata) for p in sorted(layout.corpus.glob("*/*.json"))]
    for path, dump in files:
        stored = dump(read_json_file(layout, path, "annotation"))
        if path.read_bytes() != stored.encode("utf-8"):
            changed.append(layout.relative(path))
            if not check_only:
                write_text(path, stored)
    return changed
