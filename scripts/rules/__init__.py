"""Every rule of the corpus, in the order of their levels. This list is the specification.

A lower level's failure stops the higher ones for that article only.
"""

from __future__ import annotations

from scripts import read
from scripts.records import Rule

from . import corpus, encoding, facts, offsets, references, shape, values

RULES: tuple[Rule, ...] = (
    Rule("file-pair", 1, "article", read.file_pair),
    Rule("text-utf8", 1, "article", read.text_utf8),
    Rule("json-syntax", 1, "article", read.json_syntax),
    Rule("text-empty", 1, "article", encoding.text_empty),
    Rule("text-nfc", 1, "article", encoding.text_nfc),
    Rule("text-line-ends", 1, "article", encoding.text_line_ends),
    Rule("text-controls", 1, "article", encoding.text_controls),
    Rule("schema-metadata", 2, "article", shape.schema_metadata),
    Rule("schema-annotation", 2, "annotation", shape.schema_annotation),
    Rule("file-name", 2, "article", shape.file_name),
    Rule("published-date", 2, "article", shape.published_date),
    Rule("text-hash", 3, "article", offsets.text_hash),
    Rule("zone-partition", 3, "annotation", offsets.zone_partition),
    Rule("zone-line", 3, "annotation", offsets.zone_line),
    Rule("offset-range", 3, "annotation", offsets.offset_range, stops=True),
    Rule("surface-kind", 3, "annotation", offsets.surface_kind, stops=True),
    Rule("offset-surface", 3, "annotation", offsets.offset_surface, stops=True),
    Rule("offset-flat", 3, "annotation", offsets.offset_flat),
    Rule("offset-trimmed", 3, "annotation", offsets.offset_trimmed),
    Rule("offset-line", 3, "annotation", offsets.offset_line),
    Rule("offset-token", 3, "annotation", offsets.offset_token),
    Rule("span-zone", 3, "annotation", offsets.span_zone),
    Rule("id-unique", 4, "annotation", references.id_unique),
    Rule("relation-ends", 4, "annotation", references.relation_ends),
    Rule("relation-labels", 4, "annotation", references.relation_labels),
    Rule("relation-duplicate", 4, "annotation", references.relation_duplicate),
    Rule("unnamed-used", 4, "annotation", references.unnamed_used),
    Rule("cue-used", 4, "annotation", references.cue_used),
    Rule("casualty-event", 4, "annotation", references.casualty_event),
    Rule("part-once", 4, "annotation", references.part_once),
    Rule("determiner", 4, "annotation", references.determiner),
    Rule("pass-hash", 4, "annotation", references.pass_hash),
    Rule("registry-link", 4, "annotation", references.registry_link),
    Rule("registry-kind", 4, "annotation", references.registry_kind),
    Rule("registry-name", 4, "annotation", references.registry_name),
    Rule("count-range", 4, "annotation", values.count_range),
    Rule("count-words", 4, "annotation", values.count_words),
    Rule("date-value", 4, "annotation", values.date_value),
    Rule("fact-name", 5, "annotation", facts.fact_name),
    Rule("fact-number", 5, "annotation", facts.fact_number),
    Rule("fact-declared", 5, "article", facts.fact_declared),
    Rule("schema-actors", 2, "registry", shape.schema_actors),
    Rule("schema-places", 2, "registry", shape.schema_places),
    Rule("schema-splits", 2, "registry", shape.schema_splits),
    Rule("registry-id", 4, "corpus", corpus.registry_id),
    Rule("registry-unique", 4, "corpus", corpus.registry_unique),
    Rule("registry-place", 4, "corpus", corpus.registry_place),
    Rule("registry-years", 4, "corpus", corpus.registry_years),
    Rule("story-split", 5, "corpus", corpus.story_split),
    Rule("split-region", 5, "corpus", corpus.split_region),
    Rule("split-time", 5, "corpus", corpus.split_time),
    Rule("near-duplicate", 5, "corpus", corpus.near_duplicate),
    Rule("id-corpus", 5, "corpus", corpus.id_corpus),
)

BY_ID = {rule.id: rule for rule in RULES}
