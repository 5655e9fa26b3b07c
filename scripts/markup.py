r"""The inline form: span marks in the running text, relations below; converts to annotation files and back.

    #id ml-2025-06-01-example-agency
    #pass first
    #zones
    headline 1-2
    body 3-9
    #text
    [[ARMED_GROUP g1|JNIM]] [[CUE q1|said]] it [[EVENT e1 type=attack incident=i1|attacked]] a base.
    #relations
    agent e1 g1 · source e1 g1 stance=asserts cue=q1

Zones are line ranges. A backslash before ``\``, ``[``, ``]`` or ``#`` makes it a plain character. Attributes that
have a default in ``schema.json`` may be left out; null ones are left out.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

from conflictwire import schema

from .errors import UserError

_MARK = re.compile(r"\\([\\\[\]#])|\[\[([^|\[\]]*)\||(\]\])", re.DOTALL)
_RELATION_ID = re.compile(r"^(r\d+):$")


def to_markup(annotation: dict[str, Any], text: str) -> str:
    """Return the inline form of ``annotation`` over the raw article ``text``.

    Raises:
        UserError: zones that do not begin at line starts, which the form cannot hold.
    """
    pieces: list[str] = []
    position = 0
    for span in sorted(annotation["spans"], key=lambda s: s["start"]):
        pieces.append(_escape(text[position : span["start"]]))
        header = " ".join([span["label"], span["id"], *_attributes_out(span)])
        pieces.append(f"[[{header}|{_escape(text[span['start'] : span['end']])}]]")
        position = span["end"]
    pieces.append(_escape(text[position:]))
    relations = [
        " ".join(
            [
                f"{r['id']}:",
                r["type"],
                r["head"],
                r["tail"],
                *(f"{key}={r[key]}" for key in ("stance", "cue") if key in r),
            ]
        )
        for r in annotation["relations"]
    ]
    lines = [f"#id {annotation['id']}"]
    lines.append(f"#provenance {json.dumps(annotation['provenance'], ensure_ascii=False)}")
    lines.append("#zones")
    lines += _zones_out(annotation["zones"], text, annotation["id"])
    return "\n".join([*lines, "#text", "".join(pieces), "#relations", *relations]) + "\n"


def from_markup(markup: str, text: str, name: str = "markup") -> dict[str, Any]:
    """Return the annotation that ``markup`` holds for the raw article ``text``.

    Args:
        markup: the inline form.
        text: the raw article.
        name: what messages call the markup, usually its file name.

    Raises:
        UserError: the marked text is not the raw article (with the first difference), or a mark cannot be read.
    """
    head, body, tail = _sections(markup, name)
    plain, spans = _read_marks(body, name)
    if plain != text:
        raise UserError(_difference(plain, text, name))
    fields = {key: value for key, _, value in (line.partition(" ") for line in head if line.startswith("#"))}
    zone_lines = [line for line in head if line.strip() and not line.startswith("#")]
    try:
        provenance: dict[str, Any] = json.loads(fields.get("#provenance", "{}"))
    except ValueError as error:
        raise UserError(f"{name}: the line '#provenance' is no JSON ({error})") from error
    return {
        "id": fields.get("#id", "").strip(),
        "zones": _zones_in(zone_lines, text, name),
        "spans": [_complete(span) for span in spans],
        "relations": _read_relations(tail, name),
        "provenance": provenance,
    }


def template(article: str, text: str, zones: list[dict[str, Any]]) -> str:
    """Return an unmarked inline form of an article, for an annotator to fill."""
    empty: dict[str, Any] = {"id": article, "zones": zones, "spans": [], "relations": [], "provenance": {}}
    return to_markup(empty, text).replace("#provenance {}\n", "")


def _escape(text: str) -> str:
    return re.sub(r"([\\\[\]]|(?m:^#))", r"\\\1", text)


def _attributes_out(span: dict[str, Any]) -> list[str]:
    out: list[str] = []
    for name, attribute in schema.attributes(span["label"]).items():
        if name not in span or span[name] is None:
            continue
        if "default" in attribute.schema and span[name] == attribute.schema["default"]:
            continue
        value = span[name]
        out.append(f"{name}={json.dumps(value) if isinstance(value, bool) else value}")
    return out


def _complete(span: dict[str, Any]) -> dict[str, Any]:
    """Return ``span`` with the attributes of its label in schema order, defaults and nulls filled in."""
    known = schema.attributes(span["label"]) if span["label"] in schema.span_labels() else {}
    out = {key: span[key] for key in ("id", "start", "end", "label", "text")}
    for name, attribute in known.items():
        if name in span:
            out[name] = span[name]
        elif "default" in attribute.schema:
            out[name] = attribute.schema["default"]
        elif attribute.required and "null" in cast("list[str]", attribute.schema.get("type", "")):
            out[name] = None
    out.update({key: value for key, value in span.items() if key not in out})
    return out


def _sections(markup: str, name: str) -> tuple[list[str], str, list[str]]:
    start = re.search(r"(?:^|\n)#text\n", markup)
    ends = list(re.finditer(r"\n#relations(?=\n|$)", markup))
    if not start or not ends or ends[-1].start() < start.end() - 1:
        raise UserError(f"{name}: needs a line '#text' and, after the text, a line '#relations'")
    head = markup[: start.start()].split("\n")
    body = markup[start.end() : ends[-1].start()]
    return head, body, markup[ends[-1].end() :].split("\n")


def _read_marks(body: str, name: str) -> tuple[str, list[dict[str, Any]]]:
    plain: list[str] = []
    length = 0
    spans: list[dict[str, Any]] = []
    current: tuple[str, int] | None = None
    position = 0
    for match in _MARK.finditer(body):
        before = body[position : match.start()]
        plain.append(before)
        length += len(before)
        position = match.end()
        if match[1] is not None:
            plain.append(match[1])
            length += 1
        elif match[2] is not None:
            if current:
                raise UserError(f"{_place(body, match.start(), name)}: a mark opens inside another (spans are flat)")
            current = (match[2], length)
        elif current:
            header, start = current
            spans.append(_read_header(header, start, length, _place(body, match.start(), name)))
            current = None
        else:
            raise UserError(f"{_place(body, match.start(), name)}: ]] closes no mark (a plain ] is written \\])")
    if current:
        raise UserError(f"{name}: the mark [[{current[0]}| is never closed")
    text = "".join([*plain, body[position:]])
    for span in spans:
        span["text"] = text[span["start"] : span["end"]]
    return text, spans


def _read_header(header: str, start: int, end: int, place: str) -> dict[str, Any]:
    parts = header.split()
    if len(parts) < 2:
        raise UserError(f"{place}: a mark reads [[LABEL id attribute=value …|text]], this one says [[{header}|")
    span: dict[str, Any] = {"id": parts[1], "start": start, "end": end, "label": parts[0]}
    for part in parts[2:]:
        key, equals, value = part.partition("=")
        if not equals and key == "approx":
            value = "true"
        elif not equals:
            raise UserError(f"{place}: {part!r} in [[{header}| is not attribute=value")
        span[key] = _value(key, value)
    return span


def _value(key: str, value: str) -> Any:
    kinds = schema.all_attributes().get(key, {}).get("type", "string")
    if kinds == "boolean" and value in {"true", "false"}:
        return value == "true"
    if "integer" in kinds and value == "null":
        return None
    if "integer" in kinds and value.isdigit():
        return int(value)
    return value


def _read_relations(lines: list[str], name: str) -> list[dict[str, Any]]:
    written: list[tuple[str | None, dict[str, Any]]] = []
    for line in lines:
        for item in re.split(r"\s+·\s+", line.strip()):
            parts = item.split()
            if not parts:
                continue
            given = _RELATION_ID.match(parts[0])
            if given:
                parts = parts[1:]
            if len(parts) < 3 or any("=" not in part for part in parts[3:]):
                raise UserError(f"{name}: a relation reads 'type head tail [stance=… cue=…]', this one says {item!r}")
            relation: dict[str, Any] = {"type": parts[0], "head": parts[1], "tail": parts[2]}
            relation.update((key, value) for key, _, value in (part.partition("=") for part in parts[3:]))
            written.append((given[1] if given else None, relation))
    taken = {int(identity[1:]) for identity, _ in written if identity}
    free = (number for number in range(1, len(written) + len(taken) + 1) if number not in taken)
    return [{"id": identity or f"r{next(free)}", **relation} for identity, relation in written]


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _zones_out(zones: list[dict[str, Any]], text: str, article: str) -> list[str]:
    starts = _line_starts(text)
    number = {offset: index for index, offset in enumerate(starts, 1)}
    lines: list[str] = []
    for zone in zones:
        if zone["start"] not in number:
            raise UserError(f"{article}: zone at {zone['start']} does not begin at the start of a line")
        last = number.get(zone["end"], len(starts) + 1) - 1
        lines.append(f"{zone['zone']} {number[zone['start']]}-{last}")
    return lines


def _zones_in(lines: list[str], text: str, name: str) -> list[dict[str, Any]]:
    starts = [*_line_starts(text), len(text)]
    if text.endswith("\n"):
        starts.pop()
    zones: list[dict[str, Any]] = []
    for line in lines:
        match = re.fullmatch(r"(\w+) (\d+)-(\d+)", line.strip())
        if not match or not 1 <= int(match[2]) <= int(match[3]):
            raise UserError(f"{name}: a zone reads 'name first-last' in lines of the text, this one says {line!r}")
        first, last = int(match[2]), min(int(match[3]), len(starts) - 1)
        if first > len(starts) - 1:
            raise UserError(f"{name}: zone {line!r} begins after the last line ({len(starts) - 1})")
        zones.append({"start": starts[first - 1], "end": starts[last], "zone": match[1]})
    return zones


def _place(body: str, offset: int, name: str) -> str:
    line = body.count("\n", 0, offset) + 1
    column = offset - body.rfind("\n", 0, offset)
    return f"{name}: text line {line}, column {column}"


def _difference(plain: str, text: str, name: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(plain, text, strict=False)) if a != b), min(len(plain), len(text)))
    where = _place(text, at, name)
    return (
        f"{where}: the text is not the raw article; first difference at character {at}\n"
        f"    article: {text[max(0, at - 20) : at + 30]!r}\n"
        f"    markup:  {plain[max(0, at - 20) : at + 30]!r}"
    )
