"""Where the source files of a corpus are, and how they are written."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ARTICLE_FILES = frozenset({".json", ".txt"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one source tree, from its root."""

    root: Path

    @property
    def corpus(self) -> Path:
        """Raw articles and their metadata, by region."""
        return self.root / "corpus"

    @property
    def annotations(self) -> Path:
        """Gold annotation files, by region; passes and registry beside them."""
        return self.root / "annotations"

    @property
    def splits(self) -> Path:
        """Story group -> split."""
        return self.root / "splits.json"

    def registry(self, kind: str) -> Path:
        """Return the registry file of ``kind`` (``actors`` or ``places``)."""
        return self.annotations / "registry" / f"{kind}.json"

    def text(self, region: str, article: str) -> Path:
        """Return the raw article's file."""
        return self.corpus / region / f"{article}.txt"

    def metadata(self, region: str, article: str) -> Path:
        """Return the metadata file."""
        return self.corpus / region / f"{article}.json"

    def gold(self, region: str, article: str) -> Path:
        """Return the gold annotation file."""
        return self.annotations / region / f"{article}.json"

    def annotation_pass(self, name: str, region: str, article: str) -> Path:
        """Return the file of one independent pass (``first`` or ``second``)."""
        return self.annotations / "passes" / name / region / f"{article}.json"

    def audit(self, region: str, article: str) -> Path:
        """Return the file of the judged differences between gold and a blind third annotation."""
        return self.annotations / "audit" / region / f"{article}.json"

    def relative(self, path: Path) -> str:
        """Return ``path`` from the root, with forward slashes, as problems name it."""
        return path.relative_to(self.root).as_posix()

    def articles(self) -> Iterator[tuple[str, str]]:
        """Yield (region, article id) for every article that has metadata, text or gold, sorted by id."""
        found: set[tuple[str, str]] = set()
        for folder in (self.corpus, self.annotations):
            for region in sorted(folder.glob("*/")):
                if folder == self.annotations and region.name in {"passes", "registry", "audit"}:
                    continue
                with os.scandir(region) as entries:
                    names = (os.path.splitext(entry.name) for entry in entries)  # noqa: PTH122
                    found.update((sys.intern(region.name), sys.intern(n)) for n, end in names if end in _ARTICLE_FILES)
        yield from sorted(found, key=lambda item: (item[1], item[0]))


def find_root(start: Path | None = None) -> Layout:
    """Return the layout of the source tree that holds this package."""
    return Layout(start or Path(__file__).resolve().parents[1])


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """Give a temporary file beside ``path`` that takes its place only when the block succeeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with LF line ends; the old file stays whole if that fails."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def dumps_rows(value: dict[str, Any], row_keys: frozenset[str]) -> str:
    """Return ``value`` as JSON with one line per item of the lists (and objects) named in ``row_keys``."""

    def lines(item: Any, indent: str) -> Iterator[str]:
        inner = indent + "  "
        if isinstance(item, dict):
            pairs: list[tuple[str, Any]] = list(item.items())  # pyright: ignore[reportUnknownArgumentType]
            yield "{"
            for index, (key, child) in enumerate(pairs):
                comma = "," if index < len(pairs) - 1 else ""
                head = f"{inner}{json.dumps(key, ensure_ascii=False)}: "
                if key in row_keys and isinstance(child, list) and child:
                    rows: list[Any] = child  # pyright: ignore[reportUnknownVariableType]
                    body = ",\n".join(f"{inner}  {one_line(row)}" for row in rows)
                    yield f"\n{head}[\n{body}\n{inner}]{comma}"
                elif isinstance(child, dict) and any(
                    k in row_keys
                    for k in child  # pyright: ignore[reportUnknownVariableType]
                ):
                    yield f"\n{head}" + "".join(lines(child, inner)) + comma
                else:
                    yield f"\n{head}{one_line(child)}{comma}"
            yield f"\n{indent}}}"
        else:
            yield one_line(item)

    return "".join(lines(value, "")) + "\n"


def one_line(value: Any) -> str:
    """Return ``value`` as JSON on one line, non-ASCII characters kept."""
    return json.dumps(value, ensure_ascii=False)


_ANNOTATION_ROWS = frozenset(
    {"zones", "spans", "relations", "decisions", "corrections", "text_corrections", "passes", "checked_by_person"}
)
_METADATA_ROWS = frozenset({"declared", "headline_facts"})


def dumps_annotation(annotation: dict[str, Any]) -> str:
    """Return an annotation as it is stored: spans by offset, one a line, so that a diff shows what changed."""
    ordered = {
        "id": annotation["id"],
        "zones": sorted(annotation["zones"], key=lambda z: z["start"]),
        "spans": sorted(annotation["spans"], key=lambda s: (s["start"], s["end"])),
        "relations": sorted(annotation["relations"], key=lambda r: int(r["id"][1:])),
        "provenance": annotation["provenance"],
    }
    return dumps_rows(ordered, _ANNOTATION_ROWS)


def dumps_metadata(metadata: dict[str, Any]) -> str:
    """Return an article's metadata as it is stored: sheets spread out, short lists one item a line."""
    sheets = metadata["facts"]
    text = dumps_rows({**metadata, "facts": []}, _METADATA_ROWS)
    if not sheets:
        return text
    body = ",\n".join(
        _indent(dumps_rows(sheet, frozenset({"facts", "tolls", "claims", "context", "sources"})), "    ")
        for sheet in sheets
    )
    return text.replace('"facts": []', f'"facts": [\n{body}\n  ]')


def _indent(text: str, by: str) -> str:
    return "\n".join(by + line for line in text.rstrip("\n").split("\n"))
