"""What a rule is, what it sees, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from conflictwire import schema
from conflictwire.tokens import tokenize

Json = dict[str, Any]
FileKind = Literal["text", "metadata", "annotation", "actors", "places", "splits", "exceptions"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found wrong.

    ``where`` is a code-point offset in the text, or a path of keys and indexes in a JSON file; ``file`` says which
    file of the article (or of the corpus) it counts in.
    """

    file: FileKind
    where: int | tuple[str | int, ...]
    message: str
    expected: str = ""
    actual: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Article:
    """One article as the rules see it: decoded text, parsed metadata and parsed annotation.

    ``text`` is None for a stand-off article. ``passes`` gives the sha256 of each annotation pass that is there.
    """

    id: str
    region: str
    raw: bytes | None
    passes: dict[str, str]
    text: str | None
    metadata: Json
    annotation: Json

    @cached_property
    def span_by_id(self) -> dict[str, Json]:
        """Spans by id."""
        return {span["id"]: span for span in self.annotation["spans"]}

    @cached_property
    def tokens(self) -> list[tuple[int, int]]:
        """Offsets of the text's tokens; none in a stand-off article."""
        return tokenize(self.text) if self.text is not None else []

    @cached_property
    def sheets(self) -> str:
        """Everything that the article's fact sheets state, as one text."""
        return " | ".join(_strings(self.metadata["facts"]))

    @property
    def standoff(self) -> bool:
        """Whether the text may not be passed on."""
        return bool(self.metadata.get("standoff"))

    def surface(self, span: Json) -> str | None:
        """Return the words of a span, None in a stand-off article."""
        return span.get("text")


#: Keys of a fact sheet that state no fact in words.
_CODES = frozenset(
    {"id", "url", "sources", "stance", "outcome", "victim_kind", "kind", "role", "date_precision", "event_type"}
)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            if key not in _CODES:
                yield from _strings(item)


@dataclass(frozen=True)
class Registry:
    """Actors and places, in the order of their files."""

    actor_rows: list[Json] = field(default_factory=list[Json])
    place_rows: list[Json] = field(default_factory=list[Json])

    @cached_property
    def actors(self) -> dict[str, Json]:
        """Actors by id."""
        return {row["id"]: row for row in self.actor_rows}

    @cached_property
    def places(self) -> dict[str, Json]:
        """Places by id."""
        return {row["id"]: row for row in self.place_rows}

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """The folded names of each actor and place, by id."""
        rows = [*self.place_rows, *self.actor_rows]
        return {row["id"]: frozenset(name.casefold() for name in row["names"]) for row in rows}


ArticleCheck = Callable[[Article, Registry], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: one small function with a stable id, a level and a scope.

    ``stops`` says that an article which breaks it is not looked at further: every later finding would only repeat it.
    The check yields :class:`Finding`; that of a corpus rule wraps each with the article it belongs to.
    """

    id: str
    level: int
    scope: Literal["article", "annotation", "registry", "corpus"]
    check: Callable[..., Iterator[Any]]
    stops: bool = False

    @property
    def prose(self) -> str:
        """The rule in one line."""
        return (self.check.__doc__ or "").strip().split("\n")[0]


def spans(article: Article) -> Iterator[tuple[int, Json]]:
    """Yield (index, span) of an article."""
    yield from enumerate(article.annotation["spans"])


def relations(article: Article) -> Iterator[tuple[int, Json]]:
    """Yield (index, relation) of an article."""
    yield from enumerate(article.annotation["relations"])


def labels_with(attribute: str) -> frozenset[str]:
    """Return the labels that take ``attribute``."""
    return frozenset(label for label in schema.span_labels() if attribute in schema.attributes(label))
