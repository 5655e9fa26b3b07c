"""How varied the prose is: openings, attribution verbs, actors, vocabulary growth, repetition."""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter, defaultdict
from itertools import pairwise
from typing import NamedTuple

from scripts.check import body_text
from scripts.records import Article, Json
from scripts.shingles import words_of

from .measure import Measure, Section, percent, written

SEED = 20261122
_DRAWS = 20
_STEPS = 20
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
#: Past and third-person forms of reporting verbs whose base cannot be had by taking an ending away.
_IRREGULAR = {"said": "say", "told": "tell", "gave": "give", "given": "give", "spoke": "speak", "spoken": "speak",
    "wrote": "write", "written": "write", "held": "hold", "made": "make", "has": "have", "had": "have",
    "denied": "deny", "denies": "deny", "found": "find", "heard": "hear", "laid": "lay", "blamed": "blame",
    "knew": "know", "saw": "see", "read": "read", "took": "take", "quoted as saying": "say"}  # fmt: skip


class Diversity(NamedTuple):
    """Diversity of a text of a fixed number of words."""

    types: float
    distinct_2: float
    compression: float


def base_form(cue: str) -> str:
    """Return the base form of a cue's verb, so that "said" and "says" count as one."""
    word = " ".join(words_of(cue))
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, instead in (("ied", "y"), ("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if " " not in word and word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + instead
            return stem.removesuffix("e")
    return word.removesuffix("e")


def opening(article: Article) -> tuple[str, ...]:
    """Return the pattern of an article's first body sentence: its first three words, names and counts by their label.

    A word that is not in a span stands for itself where it is among the short closed-class words, else as "…".
    """
    assert article.text is not None
    start, end = next(((z["start"], z["end"]) for z in article.annotation["zones"] if z["zone"] == "body"), (0, 0))
    spans = [s for s in article.annotation["spans"] if start <= s["start"] < end]
    pattern: list[str] = []
    at = start
    word = re.compile(r"\w+")
    while len(pattern) < 3 and (found := word.search(article.text, at, end)):
        span = next((s for s in spans if s["start"] <= found.start() < s["end"]), None)
        if span is None:
            text = found[0].casefold()
            pattern.append(text if text in _FUNCTION else "…")
            at = found.end()
        else:
            pattern.append(span["label"])
            at = span["end"]
    return tuple(pattern)


_FUNCTION = frozenset({
    "a", "an", "the", "in", "on", "at", "of", "to", "for", "from", "by", "with", "after", "before", "when", "while",
    "as", "since", "until", "two", "three", "four", "five", "six", "no", "not", "some", "more", "least", "about",
    "it", "its", "they", "there", "this", "that", "he", "she", "who", "what", "where", "which",
})  # fmt: skip


def diversity(texts: list[str], size: int, seed: int = SEED) -> Diversity:
    """Return the diversity of ``size`` words drawn text by text, the mean over several random orders.

    Distinct-2 is the share of different word pairs (Li et al., "A Diversity-Promoting Objective Function for Neural
    Conversation Models", NAACL 2016); the compression ratio is bytes over bytes after zlib (Shaib et al.,
    "Standardizing the Measurement of Text Diversity", 2024).
    """
    draws = [_drawn(texts, size, seed + draw) for draw in range(_DRAWS)]
    types = sum(len(set(words)) for words, _ in draws) / _DRAWS
    pairs = sum(len(set(pairwise(words))) / max(1, len(words) - 1) for words, _ in draws) / _DRAWS
    ratio = sum(len(raw) / len(zlib.compress(raw, 9)) for _, raw in draws) / _DRAWS
    return Diversity(types, pairs, ratio)


def growth(texts: list[str], size: int, seed: int = SEED) -> list[list[float]]:
    """Return [words, different words] at equal steps up to ``size``, the mean over several random orders."""
    steps = [round(size * step / _STEPS) for step in range(1, _STEPS + 1)]
    drawn = [_drawn(texts, size, seed + draw)[0] for draw in range(_DRAWS)]
    return [[step, sum(len(set(words[:step])) for words in drawn) / _DRAWS] for step in steps]


def _drawn(texts: list[str], size: int, seed: int) -> tuple[list[str], bytes]:
    order = list(texts)
    random.Random(seed).shuffle(order)
    words: list[str] = []
    raw: list[str] = []
    for sentence in (sentence for text in order for sentence in _SENTENCE.split(text)):
        if len(words) >= size:
            break
        words += words_of(sentence)
        raw.append(" ".join(sentence.split()))
    return words[:size], " ".join(raw).encode()


def running_text(article: Article) -> str:
    """Return the running text of an article: its body, without headings and page furniture."""
    assert article.text is not None
    zones = article.annotation["zones"]
    return "\n".join(article.text[z["start"] : z["end"]] for z in zones if z["zone"] == "body")


def prose(articles: list[Article], shared_passages: int, reference: Json | None) -> Section:
    """Return the measures of the prose.

    Args:
        articles: all articles.
        shared_passages: eight-word sequences shared by two stories, as the corpus rules count them.
        reference: what :mod:`scripts.statistics.real` measured on real text; None where it was not measured.
    """
    ours = written(articles)
    spans = [span for a in ours for span in a.annotation["spans"]]
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for cue in (s["text"].casefold() for s in spans if s["label"] == "CUE"):
        forms[base_form(cue)][cue] += 1
    cues = Counter({base: found.total() for base, found in forms.items()})
    named = [s for s in spans if s["label"] in {"ARMED_GROUP", "STATE_FORCE", "ORG"}]
    actors = Counter(s["actor"] for s in named if s.get("actor"))
    openings = Counter(" ".join(opening(a)) for a in ours)
    # Three open-class words are no pattern that two articles could share.
    openings.pop("… … …", None)
    words = sum(len(body_text(a).split()) for a in ours)
    sheet_words = sum(len(a.sheets.split()) for a in ours)
    tops = [
        _top(counter, whole) for counter, whole in ((openings, len(ours)), (cues, cues.total()), (actors, len(named)))
    ]
    measures = [
        Measure("eight-word sequences shared by two stories", shared_passages, None, 0),
        *(
            Measure(f"commonest {what}, percent", share, None, high, n, 1, name)
            for what, high, (name, share, n) in zip(
                ("opening pattern", "attribution verb", "actor of actor names"), (5, 35, 8), tops, strict=True
            )
        ),
        Measure("words for each word of the fact sheets", words / sheet_words if sheet_words else 0, n=words, digits=2),
    ]  # fmt: skip
    series: Json = {
        "cues": {forms[base].most_common(1)[0][0]: n for base, n in cues.most_common(15)},
        "actors": dict(actors.most_common(15)),
        "openings": dict(openings.most_common(15)),
    }
    if reference is not None:
        size, real = reference["words"], reference["diversity"]
        texts = [running_text(a) for a in ours]
        for name, value in zip(Diversity._fields, diversity(texts, size), strict=True):
            label = {"types": "different words", "distinct_2": "distinct-2", "compression": "compression ratio"}[name]
            digits = 0 if name == "types" else 3
            measures.append(
                Measure(
                    f"{label} in {size:,} words", value, 0.9 * real[name], 1.1 * real[name], size, digits,
                    f"real text: {real[name]:,.{digits}f}",
                )
            )  # fmt: skip
        series["growth"] = {"ours": growth(texts, size), "real": reference["growth"]}
        found = reference["classifier"]
        measures.append(
            Measure("a model tells ours from real, percent right", 100 * found["accuracy"], n=found["chunks"], digits=1)
        )
        series["give-aways"] = found["ours"]
        series["real features"] = found["real"]
    return Section("Prose", tuple(measures), series)


def _top(counter: Counter[str], whole: int) -> tuple[str, float, int]:
    """Return the commonest item, its share of ``whole`` in percent, and ``whole``."""
    name, count = counter.most_common(1)[0] if counter else ("", 0)
    return name, percent(count, whole), whole
