"""One article -> its rows in each config."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from conflictwire.claim_table import claim_rows
from conflictwire.tags import CONLL, labels
from conflictwire.tokens import spans_to_bio

from .records import Article, Json


def article_rows(article: Article, names: dict[str, str]) -> dict[str, list[Json]]:
    """Return the rows of ``article`` by config; those of ``ner_conll`` only have what differs from ``ner``: the tags.

    Args:
        article: an article that breaks no rule.
        names: registry id -> name.
    """
    spans, relations = article.annotation["spans"], article.annotation["relations"]
    entities = [span for span in spans if span["label"] in CONLL and span.get("named", True)]
    tags = _tags(article, "ner", [(s["start"], s["end"], s["label"]) for s in spans])
    conll = _tags(article, "ner_conll", [(s["start"], s["end"], CONLL[s["label"]]) for s in entities])
    paragraphs = list(_paragraphs(article))
    return {
        "documents": [_document(article)],
        "ner": [row | {"ner_tags": tags[first:last]} for first, last, row in paragraphs],
        "ner_conll": [{"ner_tags": conll[first:last]} for first, last, _ in paragraphs],
        "events": list(_events(article)),
        "claims": claim_rows(article.id, spans, relations, names),
    }


def _document(article: Article) -> Json:
    metadata, annotation = article.metadata, article.annotation
    sources = [source["url"] for sheet in metadata["facts"] for source in sheet["sources"]]
    plain = ("id", "title", "country", "region", "published", "genre", "story", "license", "sha256")
    return {
        **{key: metadata[key] for key in plain},
        "text": article.text,
        "sources": list(dict.fromkeys(sources)),
        "facts": [sheet["id"] for sheet in metadata["facts"]],
        "standoff": article.standoff,
        "checked_by_person": bool(annotation["provenance"].get("checked_by_person")),
        "zones": annotation["zones"],
        "spans": annotation["spans"],
        "relations": annotation["relations"],
    }


def _tags(article: Article, config: str, entities: list[tuple[int, int, str]]) -> list[int]:
    """Return the numbers of the BIO tags of the article's tokens."""
    if article.text is None:
        return []
    numbers = labels(config).label2id
    return [numbers[tag] for tag in spans_to_bio(article.tokens, entities)]


def _paragraphs(article: Article) -> Iterator[tuple[int, int, Json]]:
    """Yield (first token, token after the last, row without tags) of every line with tokens, furniture apart."""
    text, tokens = article.text, article.tokens
    if text is None:
        return
    zones = article.annotation["zones"]
    zone_number, first, row_number = 0, 0, 0
    while first < len(tokens):
        line_end = text.find("\n", tokens[first][0])
        last = bisect_left(tokens, line_end, key=_start) if line_end >= 0 else len(tokens)
        while zones[zone_number]["end"] <= tokens[first][0]:
            zone_number += 1
        zone = zones[zone_number]["zone"]
        if zone != "furniture":
            row_number += 1
            offsets = tokens[first:last]
            yield (
                first,
                last,
                {
                    "id": f"{article.id}#{row_number}",
                    "article": article.id,
                    "zone": zone,
                    "tokens": [text[start:end] for start, end in offsets],
                    "starts": [start for start, _ in offsets],
                    "ends": [end for _, end in offsets],
                },
            )
        first = last


def _start(token: tuple[int, int]) -> int:
    return token[0]


def _events(article: Article) -> Iterator[Json]:
    spans = article.span_by_id
    arguments: defaultdict[str, list[Json]] = defaultdict(list)
    sources: defaultdict[str, list[Json]] = defaultdict(list)
    for relation in article.annotation["relations"]:
        tail = spans[relation["tail"]]
        if relation["type"] == "source":
            attribution = {"stance": relation["stance"], "cue": relation.get("cue")}
            sources[relation["head"]].append(tail | attribution)
        else:
            arguments[relation["head"]].append(tail | {"role": relation["type"]})
    for span in article.annotation["spans"]:
        if span["label"] == "EVENT":
            yield span | {
                "article": article.id,
                "arguments": arguments[span["id"]],
                "sources": sources[span["id"]],
            }
