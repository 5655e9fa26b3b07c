"""One article -> its rows in each config."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from conflictwire.claim_table import claim_rows
from conflictwire.tags import CONLL, labels
from conflictwire.tokens import spans_to_bio, tokenize

from .records import Article, Json


def article_rows(article: Article, names: dict[str, str]) -> dict[str, list[Json]]:
    """Return the rows of ``article`` by config.

    Args:
        article: an article that breaks no rule.
        names: registry id -> name.
    """
    spans, relations = article.annotation["spans"], article.annotation["relations"]
    paragraphs = list(_paragraphs(article))
    return {
        "documents": [_document(article)],
        "ner": [_tagged(article, row, "ner") for row in paragraphs],
        "ner_conll": [_tagged(article, row, "ner_conll") for row in paragraphs],
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


def _paragraphs(article: Article) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """Yield (row id, zone, token offsets) of every line that has tokens, furniture apart."""
    if article.text is None:
        return
    number = 0
    for zone in article.annotation["zones"]:
        start = zone["start"]
        while start < zone["end"]:
            line_end = article.text.find("\n", start, zone["end"])
            end = zone["end"] if line_end < 0 else line_end
            if zone["zone"] != "furniture" and (tokens := tokenize(article.text, start, end)):
                number += 1
                yield f"{article.id}#{number}", zone["zone"], tokens
            start = end + 1


def _tagged(article: Article, paragraph: tuple[str, str, list[tuple[int, int]]], config: str) -> Json:
    row_id, zone, tokens = paragraph
    first, last = tokens[0][0], tokens[-1][1]
    inside = [span for span in article.annotation["spans"] if first <= span["start"] and span["end"] <= last]
    if config == "ner":
        entities = [(span["start"], span["end"], span["label"]) for span in inside]
    else:
        entities = [
            (span["start"], span["end"], CONLL[span["label"]])
            for span in inside
            if span["label"] in CONLL and span.get("named", True)
        ]
    numbers = labels(config).label2id
    text = article.text or ""
    return {
        "id": row_id,
        "article": article.id,
        "zone": zone,
        "tokens": [text[start:end] for start, end in tokens],
        "ner_tags": [numbers[tag] for tag in spans_to_bio(tokens, entities)],
        "starts": [start for start, _ in tokens],
        "ends": [end for _, end in tokens],
    }


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
