"""Files -> what the rules check. The only place that decodes bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

from .errors import Problem, UserError
from .layout import Layout
from .records import Article, Finding, Json, Registry


@dataclass(frozen=True)
class ArticleFiles:
    """The files of one article: three as bytes, and the sha256 of its annotation passes."""

    layout: Layout
    region: str
    id: str
    text: bytes | None
    metadata: bytes | None
    annotation: bytes | None
    passes: dict[str, str]

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Where each file is, or should be."""
        return {
            "text": self.layout.text(self.region, self.id),
            "metadata": self.layout.metadata(self.region, self.id),
            "annotation": self.layout.gold(self.region, self.id),
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """The files' names from the root."""
        return {kind: self.layout.relative(path) for kind, path in self.paths.items()}

    @property
    def digest(self) -> str:
        """One line with the article's id and the sha256 of each of its files."""
        files = (self.text, self.metadata, self.annotation)
        hashes = ["" if data is None else hashlib.sha256(data).hexdigest() for data in files]
        return f"{self.region}/{self.id} {' '.join([*hashes, *self.passes.values()])}\n"

    @property
    def standoff(self) -> bool:
        """Whether the metadata says that the text may not be passed on."""
        return self.metadata is not None and b'"standoff": true' in self.metadata


def read_files(layout: Layout, region: str, article: str) -> ArticleFiles:
    """Read the files of an article; a missing one is None.

    Raises:
        UserError: a file that is there and cannot be read.
    """
    # Names are put together here and not by `Layout`: over many thousand files, making `Path` objects costs more than
    # reading them.
    root, here = str(layout.root), f"{region}/{article}"
    text, metadata = _read(f"{root}/corpus/{here}.txt"), _read(f"{root}/corpus/{here}.json")
    annotation = _read(f"{root}/annotations/{here}.json")
    passes = {name: _read(f"{root}/annotations/passes/{name}/{here}.json") for name in ("first", "second")}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in passes.items() if data is not None}
    return ArticleFiles(layout, region, article, text, metadata, annotation, hashes)


def _read(path: str | Path) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error


def file_pair(files: ArticleFiles) -> Iterator[Finding]:
    """An article has text, metadata and gold annotation; a stand-off one has no text."""
    for kind in ("text", "metadata", "annotation"):
        there = getattr(files, kind) is not None
        wanted = not (kind == "text" and files.standoff)
        if there != wanted:
            yield Finding(
                kind,  # pyright: ignore[reportArgumentType]
                (),
                f"the {kind} file is {'missing' if wanted else 'there'}",
                "a file" if wanted else "no file: the text may not be passed on",
                "no file" if wanted else "a file",
                "bring it back, or delete the other files of the article" if wanted else "delete it",
            )


def text_utf8(files: ArticleFiles) -> Iterator[Finding]:
    """The raw article is UTF-8."""
    if files.text is None:
        return
    try:
        files.text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = files.text[: error.start].decode("utf-8")
        yield Finding(
            "text",
            len(before),
            "a byte is not UTF-8",
            "UTF-8",
            f"0x{files.text[error.start]:02x} at byte {error.start}",
            "run `python -m scripts intake FILE` on the original",
        )


def json_syntax(files: ArticleFiles) -> Iterator[Finding]:
    """Metadata and annotation are JSON objects, in UTF-8, without a key twice."""
    for kind in ("metadata", "annotation"):
        data: bytes | None = getattr(files, kind)
        if data is not None:
            yield from json_findings(kind, data)


def json_findings(kind: Any, data: bytes) -> Iterator[Finding]:
    """Yield what keeps ``data`` from being a JSON object; ``where`` is a code-point offset."""
    text = ""
    try:
        text = data.decode("utf-8")
        value = parse_json(text)
    except UnicodeDecodeError as error:
        offset = len(data[: error.start].decode("utf-8"))
        yield Finding(kind, offset, "a byte is not UTF-8", "UTF-8", f"0x{data[error.start]:02x}", "save it as UTF-8")
        return
    except json.JSONDecodeError as error:
        yield Finding(kind, error.pos, f"not JSON: {error.msg}", "JSON", _near(data, error.pos), "mend the syntax")
        return
    except _KeyTwice as error:
        key = str(error)
        yield Finding(kind, text.rfind(f'"{key}"'), f'the key "{key}" stands twice', "each key once", key, "delete one")
        return
    except RecursionError:
        yield Finding(kind, 0, "not JSON: nested too deeply", "JSON", "", "mend the syntax")
        return
    if not isinstance(value, dict):
        yield Finding(kind, 0, "not a JSON object", "{ … }", type(value).__name__, "mend the file")


class _KeyTwice(ValueError):
    """A JSON object has a key twice, of which readers keep one without a word."""


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _KeyTwice(next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index])))
    return value


@lru_cache(maxsize=8)
def parse_json(text: str) -> Any:
    """Return the value of a JSON text; the last few are kept, since checking and compiling read the same files.

    Raises:
        json.JSONDecodeError: it is not JSON.
        ValueError: an object has a key twice.
    """
    value = json.loads(text)
    # A key ends in `":`. Where there are as many of them as keys, none was lost; where not, the slow way decides.
    if text.count('":') - text.count('\\":') == _count_keys(value):
        return value
    return json.loads(text, object_pairs_hook=_unique)


def _count_keys(value: Any) -> int:
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value)
        return len(inner) + sum(_count_keys(v) for v in inner.values() if type(v) in _NESTED)
    if isinstance(value, list):
        return sum(_count_keys(v) for v in cast("list[Any]", value) if type(v) in _NESTED)
    return 0


_NESTED = frozenset({dict, list})


def _near(data: bytes, position: int) -> str:
    return repr(data.decode("utf-8")[position : position + 12]) if position < len(data) else "the end of the file"


def to_article(files: ArticleFiles) -> Article:
    """Return the article as the rules see it; its files are there and can be read."""
    assert files.metadata is not None and files.annotation is not None
    metadata, annotation = (parse_json(data.decode("utf-8")) for data in (files.metadata, files.annotation))
    text = None if files.text is None else files.text.decode("utf-8")
    return Article(files.id, files.region, files.text, files.passes, text, metadata, annotation)


def read_json_file(layout: Layout, path: Path, kind: str) -> Json:
    """Return the JSON object in ``path``.

    Raises:
        UserError: the file is missing or is no JSON object; the message gives file, line and column.
    """
    data = _read(path)
    name = layout.relative(path)
    if data is None:
        raise UserError(f"{name}: the file is missing (git checkout -- {name})")
    for finding in json_findings(kind, data):
        before = data.decode("utf-8", errors="replace")[: finding.where if isinstance(finding.where, int) else 0]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise UserError(
            str(
                Problem(
                    name, line, column, "json-syntax", finding.message, finding.expected, finding.actual, finding.fix
                )
            )
        )
    value: Json = parse_json(data.decode("utf-8"))
    # A file of the whole corpus can be large, and is read once.
    parse_json.cache_clear()
    return value


def read_registry(layout: Layout) -> Registry:
    """Return the registry; an entry that breaks the schema is reported by the rules."""
    rows = {kind: read_json_file(layout, layout.registry(kind), kind).get(kind, []) for kind in ("actors", "places")}
    return Registry(rows["actors"], rows["places"])


def read_stock_phrases(path: Path | None = None) -> list[str]:
    """Return the phrases of eight words and more that any two articles may share."""
    source = path or Path(__file__).with_name("stock_phrases.txt")
    lines = source.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
