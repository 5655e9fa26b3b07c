"""Tag sets of the token configs, and how their labels map to CoNLL-2003's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from . import schema

CONFIGS = ("documents", "ner", "ner_conll", "events", "claims")

#: Span label -> CoNLL-2003 label. Labels that are absent are no named entities there; a FACILITY counts as a name.
CONLL = {
    "PERSON": "PER",
    "ARMED_GROUP": "ORG",
    "STATE_FORCE": "ORG",
    "ORG": "ORG",
    "NORP": "MISC",
    "LOC": "LOC",
    "FACILITY": "LOC",
}


@dataclass(frozen=True)
class Labels:
    """The labels of a config, and its BIO tags by number, as the models' configuration wants them."""

    names: tuple[str, ...]
    tags: tuple[str, ...]

    @cached_property
    def id2label(self) -> dict[int, str]:
        """Tag number -> tag."""
        return dict(enumerate(self.tags))

    @cached_property
    def label2id(self) -> dict[str, int]:
        """Tag -> tag number."""
        return {tag: number for number, tag in enumerate(self.tags)}


@cache
def labels(config: str = "ner") -> Labels:
    """Return the labels and BIO tags of a token config.

    Args:
        config: ``"ner"`` or ``"ner_conll"``; for the other configs, the span labels and their tags.

    Raises:
        ValueError: no such config.
    """
    if config not in CONFIGS:
        raise ValueError(f"no config {config!r}; there are {', '.join(CONFIGS)}")
    names = ("PER", "ORG", "LOC", "MISC") if config == "ner_conll" else schema.span_labels()
    return Labels(names, ("O", *(f"{prefix}-{name}" for name in names for prefix in "BI")))
