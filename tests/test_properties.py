"""Conversions lose nothing, on any text: emoji, combining marks, right-to-left, U+2028, flags, nothing at all."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflictwire import schema
from conflictwire.convert import _words
from conflictwire.tokens import bio_to_spans, spans_to_bio, tokenize
from scripts.errors import UserError
from scripts.features import arrow_schema
from scripts.intake import clean, propose_zones
from scripts.layout import dumps_annotation
from scripts.markup import from_markup, to_markup

PIECES = [
    "JNIM", " 💥 ", "Cafe\u0301", " ", "🇧🇫", "\n", "\n\n", "Co\u0302te d’Ivoire", "الجيش قال", "[[", "]]", "|",
    "\\", "#", "\u2028", "\u00a0", "\u200d", "12.7", "1,500", "U.S.", "Mali's", "गाँव", "<b> &amp;", "\t", "-",
    "👩\u200d🚒", "x",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs"]), max_size=6))).map(
    "".join
)


@st.composite
def annotated(draw, source=texts):
    """A text with flat spans on token borders, inside lines, and relations between them."""
    text = draw(source)
    tokens = tokenize(text)
    spans, at = [], 0
    while at < len(tokens) and len(spans) < 12:
        if draw(st.booleans()):
            last = at
            while (
                last + 1 < len(tokens) and draw(st.booleans()) and "\n" not in text[tokens[at][0] : tokens[last + 1][1]]
            ):
                last += 1
            spans.append(_span(draw, f"s{len(spans) + 1}", tokens[at][0], tokens[last][1], text))
            at = last
        at += 1
    relations = []
    for number in range(draw(st.integers(0, 4)) if len(spans) > 1 else 0):
        kind = draw(st.sampled_from(sorted(schema.relation_types())))
        relation = {"id": f"r{number + 1}", "type": kind, "head": draw(st.sampled_from(spans))["id"]}
        relation["tail"] = draw(st.sampled_from(spans))["id"]
        if kind == "source":
            relation["stance"] = draw(st.sampled_from(schema.stances()))
        relations.append(relation)
    starts = [0] + [i + 1 for i, c in enumerate(text) if c == "\n" and i + 1 < len(text)]
    chosen = sorted({0, *draw(st.lists(st.sampled_from(starts), max_size=3))})
    zones = [
        {"start": a, "end": b, "zone": draw(st.sampled_from(schema.zones()))}
        for a, b in zip(chosen, [*chosen[1:], len(text)], strict=True)
    ]
    return text, {"id": "ml-2025-01-01-x", "zones": zones, "spans": spans, "relations": relations, "provenance": {}}


def _span(draw, identity, start, end, text):
    label = draw(st.sampled_from(schema.span_labels()))
    span = {"id": identity, "start": start, "end": end, "label": label, "text": text[start:end]}
    for name, attribute in schema.attributes(label).items():
        if not attribute.required and draw(st.booleans()):
            continue
        spec = attribute.schema
        if "enum" in spec:
            span[name] = draw(st.sampled_from(spec["enum"]))
        elif spec["type"] == "boolean":
            span[name] = draw(st.booleans())
        elif "integer" in spec["type"]:
            span[name] = draw(st.one_of(st.none(), st.integers(0, 9999)))
        else:
            span[name] = {"incident": "i1", "value": "2025-05-11~/2025-05-20~"}.get(name, "some-id")
    return span


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(annotated())
def test_inline_markup_and_back(case):
    text, annotation = case
    if not text:
        annotation = {**annotation, "zones": []}
    assert from_markup(to_markup(annotation, text), text) == annotation


@given(annotated(), st.integers(0, 10_000), st.characters(exclude_categories=["Cs"]))
def test_markup_over_a_changed_text_is_refused(case, where, character):
    text, annotation = case
    if not text:
        return
    at = where % len(text)
    changed = text[:at] + character + text[at + 1 :]
    if changed == text:
        return
    try:
        markup = to_markup(annotation, text)
        from_markup(markup, changed)
    except UserError as error:
        assert "first difference at character" in str(error)
    else:
        raise AssertionError("a changed text was accepted")


@settings(max_examples=300)
@given(annotated())
def test_spans_to_bio_and_back(case):
    text, annotation = case
    tokens = tokenize(text)
    spans = [(s["start"], s["end"], s["label"]) for s in annotation["spans"]]
    assert bio_to_spans(tokens, spans_to_bio(tokens, spans)) == spans


@given(texts)
def test_tokens_cover_all_but_white_space(text):
    tokens = tokenize(text)
    covered = {i for start, end in tokens for i in range(start, end)}
    assert all(a[1] <= b[0] for a, b in pairwise(tokens))
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


@given(texts)
def test_spacy_words_join_to_the_text(text):
    words, spaces = _words(text, tokenize(text))
    assert "".join(w + " " * s for w, s in zip(words, spaces, strict=True)) == text


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(annotated())
def test_json_to_parquet_and_back(case):
    text, annotation = case
    stored = json.loads(dumps_annotation(annotation))
    row = {
        "id": "x",
        "text": text,
        "zones": stored["zones"],
        "spans": stored["spans"],
        "relations": stored["relations"],
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([row], schema=arrow_schema("documents")), sink)
    back = pq.ParquetFile(pa.BufferReader(sink.getvalue())).read().to_pylist()[0]
    assert back["text"] == text
    kept = [{k: v for k, v in span.items() if v is not None} for span in back["spans"]]
    assert kept == [{k: v for k, v in span.items() if v is not None} for span in annotation["spans"]]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in back["spans"])


@given(texts)
def test_proposed_zones_partition_any_text(text):
    position = 0
    for zone in propose_zones(text):
        assert zone["start"] == position < zone["end"]
        assert zone["zone"] in schema.zones()
        position = zone["end"]
    assert position == len(text)


@given(texts)
def test_clean_text_is_in_the_form_of_the_corpus(text):
    done = clean(text)
    assert unicodedata.is_normalized("NFC", done)
    assert "\r" not in done
    assert clean(done) == done


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_single_change_of_an_offset_or_a_text_is_caught(data, tmp_path_factory):
    from scripts.check import check_article
    from scripts.read import read_files, read_registry

    from .conftest import copy_small

    layout = copy_small(tmp_path_factory.mktemp("damage") / "tree")
    region, article = data.draw(st.sampled_from(list(layout.articles())))
    path = layout.gold(region, article)
    annotation = json.loads(path.read_bytes())
    kind = data.draw(st.sampled_from(["start", "end", "text", "zone", "article"]))
    if kind == "article":
        raw = layout.text(region, article)
        text = raw.read_text(encoding="utf-8")
        at = data.draw(st.integers(0, len(text) - 1))
        raw.write_text(text[:at] + "~" + text[at + 1 :], encoding="utf-8")
    elif kind == "zone":
        annotation["zones"][0]["end"] += data.draw(st.sampled_from([-2, -1, 1, 2]))
    else:
        span = data.draw(st.sampled_from(annotation["spans"]))
        span[kind] = span[kind] + data.draw(st.sampled_from([-1, 1])) if kind != "text" else span["text"] + "x"
    if kind != "article":
        path.write_text(dumps_annotation(annotation), encoding="utf-8")
    assert check_article(read_files(layout, region, article), read_registry(layout)).problems


@pytest.mark.parametrize("tags", [["I-LOC"], ["O", "I-LOC", "I-PERSON"], ["B-LOC", "B-LOC", "I-LOC"]])
def test_bio_follows_the_conll_convention(tags):
    tokens = [(2 * i, 2 * i + 1) for i in range(len(tags))]
    spans = bio_to_spans(tokens, tags)
    again = spans_to_bio(tokens, spans)
    assert bio_to_spans(tokens, again) == spans
