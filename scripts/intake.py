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

from .dates import read_date_words
from .errors import UserError
from .layout import write_text
from .markup import template
from .zones import line_shape, merged, propose_zones, text_lines

_UTF16_MARKS = frozenset({b"\xff\xfe", b"\xfe\xff"})
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|p)\b", re.IGNORECASE)
_ANY_DATE = re.compile(r"\d{4}-\d\d-\d\d")


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
    if data[:2] in _UTF16_MARKS and _HTML.search(data[:4096].replace(b"\x00", b"")):
        data = data.decode("utf-16", errors="replace").encode("utf-8")
    if _HTML.search(data[:4096]):
        raw, found = _extract(data, file)
        text = clean(raw)
        zones = _page_zones(text, found)
    else:
        text = clean(_decode(data, file))
        zones = propose_zones(text)
    if not text.strip():
        raise UserError(f"{file}: holds no text")
    identity = article or _identity(file, page_date(text, zones), found)
    return Intake(identity, text, zones, _skeleton(identity, text, zones, found))


def clean(text: str) -> str:
    """Return ``text`` in the form of the corpus: NFC, LF, no byte order mark; every other character kept.

    Control characters that no text holds (NUL, vertical tab, form feed …) become spaces of the same length.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f]", " ", plain)
    return unicodedata.normalize("NFC", plain)


def _decode(data: bytes, file: Path) -> str:
    codecs = ["utf-16"] if data[:2] in _UTF16_MARKS else ["utf-8-sig", "cp1252"]
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
    document = trafilatura.bare_extraction(data, include_comments=False, favor_recall=True, with_metadata=True)
    text = getattr(document, "text", None) if document is not None else None
    if not text or not any(line_shape(line.strip()) == "sentence" for line in str(text).split("\n")):
        raise UserError(f"{file}: no article found in the page (save it as plain text and take that in)")
    keys = ("title", "date", "sitename", "url", "description", "author")
    found = {key: str(getattr(document, key)) for key in keys if getattr(document, key, None)}
    lines = [line.strip() for line in str(text).split("\n") if line.strip()]
    head = [found[key] for key in ("title", "description") if found.get(key) and found[key] not in lines[:4]]
    return "\n\n".join([*head, *lines]) + "\n", found


def _page_zones(text: str, found: dict[str, str]) -> list[dict[str, Any]]:
    zones: list[tuple[int, int, str]] = []
    for start, end, line in text_lines(text):
        words = line.strip()
        if words and words == clean(found.get("title", "")):
            zone = "headline"
        elif words and words == clean(found.get("description", "")):
            zone = "standfirst"
        else:
            zone = "body"
        zones.append((start, end, zone if words or not zones else zones[-1][2]))
    return merged(zones)


def page_date(text: str, zones: list[dict[str, Any]]) -> str:
    """Return the day that a page's datelines name, as ISO 8601; empty where none does."""
    for zone in zones:
        if zone["zone"] != "dateline":
            continue
        lines = text[zone["start"] : zone["end"]]
        stamped = _ANY_DATE.search(lines)
        if stamped:
            return stamped[0]
        said = read_date_words(lines)
        if said.year and said.month and said.day:
            return f"{said.year:04}-{said.month:02}-{said.day:02}"
    return next(iter(_ANY_DATE.findall(text)), "")


def _identity(file: Path, date: str, found: dict[str, str]) -> str:
    date = found.get("date") or date or "0000-00-00"
    slug = re.sub(
        r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", file.stem.casefold()).encode("ascii", "ignore").decode()
    )
    return f"xx-{date}-{slug.strip('-') or 'page'}"


def _skeleton(article: str, text: str, zones: list[dict[str, Any]], found: dict[str, str]) -> dict[str, Any]:
    """Return metadata with what the page says of itself; what a person must fill in is empty."""
    title = next(
        (text[z["start"] : z["end"]].strip() for z in zones if z["zone"] == "headline"), found.get("title", "")
    )
    return {
        "id": article,
        "title": title,
        "country": "",
        "region": "",
        "published": found.get("date") or page_date(text, zones),
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
