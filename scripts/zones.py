"""Zones of a text dump, proposed by the shape of its lines."""

from __future__ import annotations

import re
from typing import Any

_LABEL = re.compile(
    r"(recommended|explore|read (more|also|next)|related( stories| articles| news)?|more (from|on|in) .{1,40}|"
    r"most read|see also|also (read|in .{1,40}|on this (site|page))|in (the same section|the region)|don['’]t miss|"
    r"to read as well|trending|editor['’]s picks|you may (also )?like|top stories|"
    r"latest( news)?)\s*:?",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(share( this)?( story| article| page)?|copy link|print|save|refresh|follow this page|subscribe.*|sign up.*|"
    r"get .{0,40}(newsletter|by e-?mail|app|letter).*|download .{0,30}app.*|newsletter.*|comments?( \(\d+\))?|"
    r"\d+ comments?|advertisement|cookies?.*|follow us.*|(live\b.{0,20})?(newest|oldest|latest)( posts?)? first.*|"
    r"listen( to (this|the) .*)?|unsubscribe.*|page \d+.*|back to top|"
    r"home( [>»/] [^>»/]{2,40})+|[^>»/]{3,40}( [>»] [^>»/]{2,40})+)"
    r"(\s*\|.*|: .*)?",
    re.IGNORECASE,
)
_READING_TIME = re.compile(r"\d+[ -]min(ute)?s?[ -]read|reading time:? \d+ min(ute)?s?", re.IGNORECASE)
_CREDIT = re.compile(r".{3,160} / [\w .’'-]{2,40}|.{3,120} \((photo|file|archive|ap|afp|reuters)\b.*\)", re.IGNORECASE)
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE_LINE = re.compile(
    rf"((mon|tues|wednes|thurs|fri|satur|sun)day,? )?(published|updated|compiled)?:?\s*"
    rf"(\d{{1,2}}(st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"(,? \d{1,2}[:.]\d\d.*)?",
    re.IGNORECASE,
)
_HOLDS_DATE = re.compile(rf"\b({_MONTH} (\d{{1,2}},? )?\d{{4}}|\d{{4}}-\d\d-\d\d)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:][\"”’')\]]*$")
_DAY_LINE = re.compile(rf"(published( on)?|updated):? (\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})", re.IGNORECASE)
_BYLINE = re.compile(r"by [A-Z][\w.’'-]+( [A-Z][\w.’'-]+){1,3}")


def propose_zones(text: str) -> list[dict[str, Any]]:
    """Return proposed zones for a text dump, by the shape of its lines; they partition the text.

    The story is what its sentences are: a lone label such as "Recommended" is furniture by itself where sentences go on
    after it, and takes all that follows along where none do.
    """
    lines = text_lines(text)
    shapes = [line_shape(line.strip()) for _, _, line in lines]
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
    return merged(zones)


def text_lines(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end with the line feed, line) of every line."""
    return [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]*\n|[^\n]+\Z", text)]


def line_shape(words: str) -> str:
    """Return what a line looks like: empty, dateline, label, noise, caption, sentence or short."""
    if not words:
        return "empty"
    if (
        _READING_TIME.fullmatch(words)
        or _DATE_LINE.fullmatch(words)
        or _BYLINE.fullmatch(words)
        or _DAY_LINE.fullmatch(words)
    ):
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
    """Return the index of the report's last line, before a tail of headlines even where one ends like a sentence.

    The tail begins with the first label from which on no stretch between labels reads like a report.
    """
    labels = [index for index in range(first, len(lines)) if shapes[index] == "label"]
    tail = len(lines)
    for index, end in reversed(list(zip(labels, [*labels, len(lines)][1:], strict=True))):
        stretch = [shape for shape in shapes[index + 1 : end] if shape != "empty"]
        if stretch.count("sentence") > len(stretch) // 4:
            break
        tail = index
    after = [shape for shape in shapes[tail + 1 :] if shape != "empty"]
    if len(after) >= 2:
        return tail - 1
    filled = [i for i in range(last + 1, len(lines)) if shapes[i] not in {"empty", "noise", "label"}]
    return last if len(filled) >= 3 or not filled else filled[-1] if shapes[filled[-1]] == "short" else last


def _follows_label(lines: list[tuple[int, int, str]], shapes: list[str], index: int) -> bool:
    """Whether a line is the one headline that a label such as "Read also" announces, rather than a subheading."""
    above = index - 1
    while above >= 0 and shapes[above] == "empty":
        above -= 1
    return above >= 0 and shapes[above] == "label" and len(lines[index][2].split()) >= 5


def merged(zones: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """Return zones as in an annotation file, neighbours of one name joined."""
    joined: list[dict[str, Any]] = []
    for start, end, zone in zones:
        if joined and joined[-1]["zone"] == zone:
            joined[-1]["end"] = end
        else:
            joined.append({"start": start, "end": end, "zone": zone})
    return joined
