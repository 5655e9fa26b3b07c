"""The data as objects of the tools that people use, where those are installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import ConflictWireError
from .loader import documents, table

if TYPE_CHECKING:
    import pandas as pd


def _need(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise ConflictWireError(f"{package} is not installed (pip install {package})") from error


def to_pandas(config: str = "documents", split: str | None = None) -> pd.DataFrame:
    """Return a config as a pandas data frame; lists and structs stay Python objects.

    Raises:
        ConflictWireError: pandas is not installed.
    """
    _need("pandas", "pandas")
    return table(config, split).to_pandas()


def to_polars(config: str = "documents", split: str | None = None) -> Any:
    """Return a config as a polars data frame.

    Raises:
        ConflictWireError: polars is not installed.
    """
    return _need("polars", "polars").from_arrow(table(config, split))


def to_spacy(split: str | None = None, nlp: Any = None) -> Iterator[Any]:
    """Yield the articles of a split as spaCy ``Doc`` objects.

    Every span is in ``doc.spans["conflictwire"]``, with its id; named entities are in ``doc.ents``; the relations are
    in ``doc.user_data["relations"]``. Articles without text are passed over.

    Args:
        split: one of :func:`conflictwire.splits`; None for all.
        nlp: a pipeline whose vocabulary the documents share; a blank English one where None.

    Raises:
        ConflictWireError: spaCy is not installed.
    """
    from .tags import CONLL
    from .tokens import tokenize

    spacy = _need("spacy", "spacy")
    pipeline = nlp or spacy.blank("en")
    new_doc = _need("spacy.tokens", "spacy").Doc
    for document in documents(split):
        text = document.text
        if text is None:
            continue
        words, spaces = _words(text, tokenize(text))
        doc = new_doc(pipeline.vocab, words=words, spaces=spaces)
        marked = [doc.char_span(span.start, span.end, label=span.label, span_id=span.id) for span in document.spans]
        doc.spans["conflictwire"] = marked
        named = {span.id for span in document.spans if span.label in CONLL and span.named is not False}
        doc.set_ents([span for span in marked if span.id_ in named])
        doc.user_data["id"] = document.id
        doc.user_data["relations"] = [(r.type, r.head.id, r.tail.id, r.stance) for r in document.relations]
        yield doc


def _words(text: str, tokens: list[tuple[int, int]]) -> tuple[list[str], list[bool]]:
    """Return words and following spaces so that the joined words are ``text`` again, other white space as words."""
    words: list[str] = []
    spaces: list[bool] = []
    position = 0
    for start, end in [*tokens, (len(text), len(text))]:
        gap = text[position:start]
        if gap.startswith(" ") and words:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)
        if end > start:
            words.append(text[start:end])
            spaces.append(False)
        position = end
    return words, spaces
