"""A saved page or a text dump -> raw article, proposed zones, metadata skeleton.

A page goes through trafilatura, which finds the article in the HTML; a text dump is kept as it is, every character,
with its zones proposed by the shape of its lines. Nothing is ever deleted from a dump: what is no article becomes
furniture.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UserError
from .layout import write_text
from .markup import template

_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|p)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(recommended|explore|read (more|also|next)|related( stories| articles| news)?|more (from|on|in) .{1,40}|"
    r"most read|see also|also in .{1,40}|trending|editor['’]s picks|you may (also )?like|top stories|"
    r"latest( news)?)\s*:?",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(share( this)?( story| article| page)?|copy link|print|save|refresh|follow this page|subscribe.*|sign up.*|"
    r"get .{0,40}(newsletter|by e-?mail|app|letter).*|download .{0,30}app.*|newsletter.*|comments?( \(\d+\))?|"
    r"\d+ comments?|advertisement|cookies?.*|follow us.*|newest first.*|unsubscribe.*|page \d+.*|back to top)"
    r"(\s*\|.*|: .*)?",
    re.IGNORECASE,
)
_READING_TIME = re.compile(r"\d+[ -]min(ute)?s?[ -]read", re.IGNORECASE)
_CREDIT = re.compile(r".{3,160} / [\w .’'-]{2,40}|.{3,120} \((photo|file|archive|ap|afp|reuters)\b.*\)", re.IGNORECASE)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE_LINE = re.compile(
    rf"((mon|tues|wednes|thurs|fri|satur|sun)day,? )?(published|updated|compiled)?:?\s*"
    rf"(\d{{1,2}}(st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"(,? \d{1,2}[:.]\d\d.*)?",
    re.IGNORECASE,
)
_HOLDS_DATE = re.compile(rf"\b({_MONTH} (\d{{1,2}},? )?\d{{4}}|\d{{4}}-\d\d-\d\d)\b", re.IGNORECASE)
_ANY_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SENTENCE_END = re.compile(r"[.!?…:][\"”’')\]]*$")
_BYLINE = re.compile(r"by [A-Z][\w.’'-]+( [A-Z][\w.’'-]+){1,3}")


@dataclass(frozen=True, slots=True)
class Intake:
    """What intake makes of a page: the raw article, its proposed zones and a metadata skeleton."""

    id: str
    text: str
    zones: list[dict[str, Any]]
    metadata: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON."""
        return {"id": self.id, "text": self.text, "zones": self.zones, "metadata": self.metadata}

    def outline(self) -> str:
        """Return one line a zone: where it is and how it begins."""
        rows: list[str] = []
        for zone in self.zones:
            words = " ".join(self.text[zone["start"] : zone["end"]].split())
            rows.append(f"{zone['zone']:10} [{zone['start']}, {zone['end']})  {words[:60]}")
        return "\n".join(rows)


def take_in(file: Path, article: str = "") -> Intake:
    """Take in a saved page (HTML) or a plain text dump.

    Args:
        file: the page; HTML where it begins like HTML, else text in UTF-8, UTF-16 with a mark, or Windows-1252.
        article: the article's id; made from date and file name where empty.

    Raises:
        UserError: the file cannot be read, holds no text, or an HTML page holds no article.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read ({error.strerror})") from error
    found: dict[str, str] = {}
    if _HTML.search(data[:4096]):
        raw, found = _extract(data, file)
        text = clean(raw)
        zones = _page_zones(text, found)
    else:
        text = clean(_decode(data, file))
        zones = propose_zones(text)
    if not text.strip():
        raise UserError(f"{file}: holds no text")
    identity = article or _identity(file, text, found)
    return Intake(identity, text, zones, _skeleton(identity, text, zones, found))


def clean(text: str) -> str:
    """Return ``text`` in the form of the corpus: NFC, LF, no byte order mark; every other character kept.

    Control characters that no text holds (NUL, vertical tab, form feed …) become spaces of the same length.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f]", " ", plain)
    return unicodedata.normalize("NFC", plain)


def _decode(data: bytes, file: Path) -> str:
    codecs = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp1252"]
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise UserError(f"{file}: neither UTF-8 nor UTF-16 nor Windows-1252 (convert it to UTF-8 first)")


def _extract(data: bytes, file: Path) -> tuple[str, dict[str, str]]:
    """Return the article of an HTML page and what the page says of it."""
    try:
        import trafilatura
    except ImportError as error:
        raise UserError("reading HTML needs trafilatura (pip install 'conflictwire[pipeline]')") from error
    document = trafilatura.bare_extraction(data, include_comments=False, include_tables=False, favor_recall=True)
    text = getattr(document, "text", None) if document is not None else None
    if not text:
        raise UserError(f"{file}: no article found in the page (save it as plain text and take that in)")
    keys = ("title", "date", "sitename", "url", "description", "author")
    found = {key: str(getattr(document, key)) for key in keys if getattr(document, key, None)}
    lines = [line.strip() for line in str(text).split("\n") if line.strip()]
    head = [found[key] for key in ("title", "description") if found.get(key) and found[key] not in lines[:4]]
    return "\n\n".join([*head, *lines]) + "\n", found


def _page_zones(text: str, found: dict[str, str]) -> list[dict[str, Any]]:
    zones: list[tuple[int, int, str]] = []
    for start, end, line in _lines(text):
        words = line.strip()
        if words and words == clean(found.get("title", "")):
            zone = "headline"
        elif words and words == clean(found.get("description", "")):
            zone = "standfirst"
        else:
            zone = "body"
        zones.append((start, end, zone if words or not zones else zones[-1][2]))
    return _merged(zones)


def propose_zones(text: str) -> list[dict[str, Any]]:
    """Return proposed zones for a text dump, by the shape of its lines; they partition the text.

    The story is what its sentences are: a lone label such as "Recommended" is furniture by itself where sentences go on
    after it, and takes all that follows along where none do.
    """
    lines = _lines(text)
    shapes = [_shape(line.strip()) for _, _, line in lines]
    first = _story_start(lines, shapes)
    last = max((i for i, shape in enumerate(shapes) if shape == "sentence"), default=len(lines) - 1)
    last = _cut_tail(lines, shapes, first, last)
    zones: list[tuple[int, int, str]] = []
    title = ""
    for index, (start, end, line) in enumerate(lines):
        words, shape = line.strip(), shapes[index]
        before = zones[-1][2] if zones else ""
        if not words:
            zone = before or ("dateline" if first else "body")
        elif index < first:
            zone = _head_zone(words, shape, title, before)
            title = title or (words if zone == "headline" else "")
        elif index > last or shape in {"label", "noise"}:
            zone = "furniture"
        elif words == title:
            zone = "headline"
        elif shape == "caption" and not _SENTENCE_END.search(words):
            zone = "caption"
        elif before == "furniture" and shape == "short" and _follows_label(lines, shapes, index):
            zone = "furniture"
        else:
            zone = "body"
        zones.append((start, end, zone))
    return _merged(zones)


def _lines(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end with the line feed, line) of every line."""
    return [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]*\n|[^\n]+\Z", text)]


def _shape(words: str) -> str:
    if not words:
        return "empty"
    if _READING_TIME.fullmatch(words) or _DATE_LINE.fullmatch(words) or _BYLINE.fullmatch(words):
        return "dateline"
    if len(words.split()) <= 9 and not _SENTENCE_END.search(words) and _HOLDS_DATE.search(words):
        return "dateline"
    if _LABEL.fullmatch(words) or re.match(r"(read (more|also)|related)\s*:\s*\S", words, re.IGNORECASE):
        return "label"
    if _NOISE.fullmatch(words) or (" | " in words and not _SENTENCE_END.search(words)):
        return "noise"
    if _CREDIT.fullmatch(words):
        return "caption"
    if _SENTENCE_END.search(words) and len(words.split()) >= 6:
        return "sentence"
    return "short"


def _story_start(lines: list[tuple[int, int, str]], shapes: list[str]) -> int:
    """Return the index of the first line of the report: after the title block at the top.

    The block ends with the first date line below the title, unless the title, a caption or another date line follows
    it; where there is none, before the first sentence that is no standfirst.
    """
    filled = [index for index, shape in enumerate(shapes) if shape != "empty"]
    sentence = next((i for i in filled if shapes[i] == "sentence"), len(lines))
    titles = [i for i in filled if i < sentence and shapes[i] == "short" and len(lines[i][2].split()) >= 4]
    title = titles[0] if titles else filled[0] if filled else 0
    block = {"dateline", "caption", "noise", "label"}
    for position, index in enumerate(filled[:10]):
        rest = filled[position + 1 :]
        if index > title and shapes[index] == "dateline" and rest:
            while rest and (shapes[rest[0]] in block - {"label"} or lines[rest[0]][2] == lines[title][2]):
                rest = rest[1:]
            return rest[0] if rest else len(lines)
    for position, index in enumerate(filled):
        following = shapes[filled[position + 1]] if position + 1 < len(filled) else "sentence"
        if index > title and shapes[index] == "sentence" and following == "sentence":
            return index
    return filled[1] if len(filled) > 1 else 0


def _head_zone(words: str, shape: str, title: str, before: str) -> str:
    if words == title:
        return "headline"
    if shape == "dateline" or (shape == "caption" and not title):
        return "dateline"
    if shape == "caption":
        return shape
    if shape in {"noise", "label"}:
        return "furniture"
    if not title:
        return "headline" if len(words.split()) >= 4 else "dateline"
    return "standfirst" if before in {"headline", "standfirst"} else "caption" if shape == "sentence" else "dateline"


def _cut_tail(lines: list[tuple[int, int, str]], shapes: list[str], first: int, last: int) -> int:
    """Return the index of the report's last line, before a tail of headlines even where one ends like a sentence."""
    for index in range(first, len(lines)):
        rest = [shape for shape in shapes[index + 1 :] if shape != "empty"]
        if shapes[index] == "label" and len(rest) >= 2 and rest.count("sentence") <= len(rest) // 4:
            blank_between = any(shape == "empty" for shape in shapes[index + 1 : index + 3])
            if not blank_between or rest.count("sentence") == 0:
                return index - 1
    filled = [i for i in range(last + 1, len(lines)) if shapes[i] not in {"empty", "noise", "label"}]
    return last if len(filled) >= 3 or not filled else filled[-1] if shapes[filled[-1]] == "short" else last


def _follows_label(lines: list[tuple[int, int, str]], shapes: list[str], index: int) -> bool:
    """Whether a line is the one headline that a label such as "Read also" announces, rather than a subheading."""
    above = index - 1
    while above >= 0 and shapes[above] == "empty":
        above -= 1
    return above >= 0 and shapes[above] == "label" and (index - above == 1 or len(lines[index][2].split()) >= 5)


def _merged(zones: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    merged: list[dict[str, Any]] = []
    for start, end, zone in zones:
        if merged and merged[-1]["zone"] == zone:
            merged[-1]["end"] = end
        else:
            merged.append({"start": start, "end": end, "zone": zone})
    return merged


def _identity(file: Path, text: str, found: dict[str, str]) -> str:
    date = found.get("date") or next(iter(_ANY_DATE.findall(text)), "0000-00-00")
    slug = re.sub(
        r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", file.stem.casefold()).encode("ascii", "ignore").decode()
    )
    return f"xx-{date}-{slug.strip('-') or 'page'}"


def _skeleton(article: str, text: str, zones: list[dict[str, Any]], found: dict[str, str]) -> dict[str, Any]:
    """Return metadata with what the page says of itself; what a person must fill in is empty."""
    title = next(
        (text[z["start"] : z["end"]].strip() for z in zones if z["zone"] == "headline"), found.get("title", "")
    )
    date = found.get("date") or next(iter(_ANY_DATE.findall(text)), "")
    return {
        "id": article,
        "title": title,
        "country": "",
        "region": "",
        "published": date,
        "genre": "web_page",
        "story": "",
        "license": "",
        "author": {"kind": "publisher", "name": found.get("sitename", "")},
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "declared": [],
        "headline_facts": [],
        "facts": [],
    }


def write_intake(found: Intake, folder: Path) -> list[Path]:
    """Write text, metadata skeleton and unmarked inline form into ``folder`` and return the files."""
    files = {
        folder / f"{found.id}.txt": found.text,
        folder / f"{found.id}.json": json.dumps(found.metadata, ensure_ascii=False, indent=2) + "\n",
        folder / f"{found.id}.ann": template(found.id, found.text, found.zones),
    }
    for path, content in files.items():
        write_text(path, content)
    return list(files)
