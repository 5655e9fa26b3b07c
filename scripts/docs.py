"""Numbers and examples of the documents, filled from the data between markers; a stale one is found by a test.

A marker is ``<!-- generated:NAME -->`` … ``<!-- end -->``, or, within a line, ``<!-- n:NAME -->…<!-- -->``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property

from conflictwire import schema
from conflictwire.tags import CONFIGS

from .audit import error_rates, read_audits
from .check import CorpusCheck, checked_corpus, corpus_proof
from .compile import version
from .counts import Counts
from .desk import agreement_of
from .errors import UserError
from .layout import Layout, write_text
from .ledger import ledger as make_ledger
from .ledger import ledger_path
from .read import read_json_file, read_registry
from .records import Article, Json
from .rules import RULES
from .split import split_of
from .statistics.claims import corpus_claims

DOCUMENTS = ("README.md", "DATASHEET.md", "CHANGELOG.md", "CITATION.cff", "annotations/GUIDELINES.md")
_BLOCK = re.compile(r"(<!-- generated:([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_INLINE = re.compile(r"(<!-- n:([\w:-]+) -->)(.*?)(<!-- -->)")


def fill_documents(layout: Layout, *, check_only: bool) -> list[str]:
    """Fill every marker, write the correction ledger, and return the names of the files that changed (or would).

    Raises:
        UserError: a marker names nothing that is generated.
    """
    facts = Facts(layout)
    changed: list[str] = []
    for name in DOCUMENTS:
        path = layout.root / name
        old = path.read_text(encoding="utf-8")
        new = _BLOCK.sub(lambda m: f"{m[1]}{facts.block(m[2])}\n{m[4]}", old)
        new = _INLINE.sub(lambda m: f"{m[1]}{facts.number(m[2])}{m[4]}", new)
        if name == "CITATION.cff":
            new = re.sub(r"(?m)^version: .*$", f"version: {version(layout)}", new)
        if new != old:
            changed.append(name)
            if not check_only:
                write_text(path, new)
    ledger = ledger_path(layout)
    text = make_ledger(facts.articles)
    if not ledger.is_file() or ledger.read_text(encoding="utf-8") != text:
        changed.append(layout.relative(ledger))
        if not check_only:
            write_text(ledger, text)
    return changed


class Facts:
    """What the documents state of the data, computed when first asked for."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    @cached_property
    def checked(self) -> tuple[CorpusCheck, list[Article]]:
        """The check of the corpus, and all its articles."""
        return checked_corpus(self.layout)

    @property
    def articles(self) -> list[Article]:
        """All articles."""
        return self.checked[1]

    @cached_property
    def stories(self) -> dict[str, str]:
        """Story -> split."""
        return read_json_file(self.layout, self.layout.splits, "splits")["stories"]

    @cached_property
    def counts(self) -> Json:
        """The counts of the manifest."""
        counts = Counts()
        for article in self.articles:
            counts.add(article, split_of(article, self.stories))
        return counts.to_json()

    @cached_property
    def agreement(self) -> Json:
        """Agreement of the two passes over all articles."""
        return agreement_of(self.layout, list(self.layout.articles()), None)["all articles"]

    @cached_property
    def claims(self) -> list[Json]:
        """All claims."""
        return corpus_claims(*self.checked)

    @cached_property
    def audits(self) -> list[Json]:
        """The articles whose gold was judged against a blind third annotation."""
        return read_audits(self.layout)

    def number(self, name: str) -> str:
        """Return one number of the text."""
        simple: dict[str, Callable[[], object]] = {
            "version": lambda: version(self.layout),
            "articles": lambda: sum(self.counts["articles"].values()),
            "written": lambda: sum(self.counts["articles"].values()) - self.counts["standoff"],
            "standoff": lambda: self.counts["standoff"],
            "words": lambda: f"{sum(self.counts['words'].values()):,}",
            "spans": lambda: f"{sum(self.counts['spans'].values()):,}",
            "relations": lambda: f"{sum(self.counts['relations'].values()):,}",
            "labels": lambda: len(schema.span_labels()),
            "relation-types": lambda: len(schema.relation_types()),
            "countries": lambda: len(self.counts["countries"]),
            "genres": lambda: len(self.counts["genres"]),
            "sheets": lambda: self.counts["fact_sheets"],
            "rules": lambda: len(RULES),
            "first": lambda: self.counts["published"][0],
            "last": lambda: self.counts["published"][1],
            "person-checked": lambda: self.counts["checked_by_person"],
            "actors": lambda: len(read_registry(self.layout).actor_rows),
            "places": lambda: len(read_registry(self.layout).place_rows),
            "claims": lambda: f"{len(self.claims):,}",
            "withholds": lambda: self.counts["stances"].get("withholds", 0),
            "denials": lambda: self.counts["stances"].get("denies", 0) + self.counts["stances"].get("denies_role", 0),
            "exact-f1": lambda: f"{self.agreement['spans']['all']['exact_f1']:.3f}",
            "relation-f1": lambda: f"{self.agreement['relations']['all']['f1']:.3f}",
            "source-f1": lambda: f"{self.agreement['relations']['source with stance']['f1']:.3f}",
            "decisions": lambda: sum(len(a.annotation["provenance"]["decisions"]) for a in self.articles),
            "corrections": lambda: sum(len(a.annotation["provenance"].get("corrections", [])) for a in self.articles),
            "audited": lambda: len(self.audits),
            "span-error": lambda: f"{100 * error_rates(self.audits)['spans'].rate:.1f}",
            "relation-error": lambda: f"{100 * error_rates(self.audits)['relations'].rate:.1f}",
            "linked-actors": lambda: self._linked({"ARMED_GROUP", "STATE_FORCE"}, "actor"),
            "linked-places": lambda: self._linked({"LOC"}, "place"),
            "with-coordinates": lambda: sum("latitude" in p for p in read_registry(self.layout).place_rows),
            "furniture": lambda: sum(
                any(z["zone"] == "furniture" for z in a.annotation["zones"]) for a in self.articles if not a.standoff
            ),
        }
        if name not in simple:
            raise UserError(f"a document asks for the number {name!r}, which scripts/docs.py does not make")
        return str(simple[name]())

    def _linked(self, labels: set[str], key: str) -> str:
        spans = [s for a in self.articles for s in a.annotation["spans"] if s["label"] in labels]
        return f"{100 * sum(key in s for s in spans) / len(spans):.1f}"

    def block(self, name: str) -> str:
        """Return one block of the text."""
        makers: dict[str, Callable[[], str]] = {
            "labels": self._labels,
            "relations": self._relations,
            "splits": self._splits,
            "genres": lambda: _table("genre", self.counts["genres"]),
            "countries": lambda: ", ".join(f"{k} {v}" for k, v in self.counts["countries"].items()) + ".",
            "agreement": self._agreement,
            "configs": self._configs,
            "claims-example": self._claims_example,
            "leakage": self._leakage,
            "examples": self._examples,
            "changelog": self._changelog,
        }
        if name not in makers:
            raise UserError(f"a document asks for the block {name!r}, which scripts/docs.py does not make")
        return makers[name]()

    def _labels(self) -> str:
        definitions = schema.schema()["$defs"]["label"]
        rows = ["| label | what | attributes | spans |", "|---|---|---|---:|"]
        for label in schema.span_labels():
            names = " ".join(f"`{a}`" for a in schema.attributes(label))
            rows.append(
                f"| `{label}` | {definitions[label]['description']} | {names} | {self.counts['spans'].get(label, 0)} |"
            )
        return "\n".join(rows)

    def _relations(self) -> str:
        definitions = schema.schema()["$defs"]["relation_type"]
        rows = ["| relation | what | from | to | n |", "|---|---|---|---|---:|"]
        for name, kind in definitions.items():
            ends = [", ".join(kind[end]) for end in ("head_labels", "tail_labels")]
            number = self.counts["relations"].get(name, 0)
            rows.append(f"| `{name}` | {kind['description']} | {ends[0]} | {ends[1]} | {number} |")
        return "\n".join(rows)

    def _splits(self) -> str:
        rows = ["| split | articles | words | for |", "|---|---:|---:|---|"]
        use = {
            "train": "training",
            "validation": "choosing",
            "test": "testing, stories unseen",
            "test_region": "testing on regions that train does not have",
            "test_time": "testing on news published after everything in train",
        }
        for split, text in use.items():
            articles, words = self.counts["articles"].get(split, 0), self.counts["words"].get(split, 0)
            rows.append(f"| `{split}` | {articles} | {words:,} | {text} |")
        return "\n".join(rows)

    def _agreement(self) -> str:
        figures = self.agreement
        rows = ["| span label | exact F1 | boundary F1 | n |", "|---|---:|---:|---:|"]
        for name, row in figures["spans"].items():
            rows.append(f"| {name} | {row['exact_f1']:.3f} | {row['boundary_f1']:.3f} | {row['n']:g} |")
        rows += ["", "| relation | F1 | n |", "|---|---:|---:|"]
        rows += [f"| {name} | {row['f1']:.3f} | {row['n']:g} |" for name, row in figures["relations"].items()]
        rows += ["", "| attribute | agree | n |", "|---|---:|---:|"]
        rows += [f"| {name} | {row['agree']:.3f} | {row['n']:g} |" for name, row in figures["attributes"].items()]
        rows += [
            f"| {name} | {figures[name]['agree']:.3f} | {figures[name]['n']:g} |"
            for name in ("source stance", "source cue")
        ]
        return "\n".join(rows)

    def _configs(self) -> str:
        rows = {
            "documents": ("an article: text, metadata, zones, spans, relations", "everything"),
            "ner": ("a paragraph: `tokens`, `ner_tags` (BIO), token offsets", "trainers"),
            "ner_conll": ("the same tokens with PER, ORG, LOC, MISC", "comparison with other NER sets"),
            "events": ("an event: type, realis, incident, arguments, sources", "event extraction"),
            "claims": ("incident x toll x source: who says how many, with which stance", "analysis"),
        }
        lines = ["| config | one row is | for |", "|---|---|---|"]
        return "\n".join([*lines, *(f"| `{name}` | {rows[name][0]} | {rows[name][1]} |" for name in CONFIGS)])

    def _claims_example(self) -> str:
        """Show the most contested incident that fits on a page."""
        tolls: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
        written = {a.id for a in self.articles if not a.standoff}
        for row in self.claims:
            if row["incident"] and row["article"] in written and row["source"]:
                tolls[row["article"], row["incident"]].append(row)
        key, rows = max(tolls.items(), key=lambda item: (_contest(item[1]), item[0]))
        lines = [f"`conflictwire claims {key[0]}`, incident {key[1]}:", ""]
        lines += ["| source | stance | toll | of whom | low | high | words |", "|---|---|---|---|---:|---:|---|"]
        for row in rows:
            low, high = ("" if row[k] is None else row[k] for k in ("low", "high"))
            cells = (
                row["source"],
                row["stance"],
                row["outcome"] or "–",
                row["victim"] or "–",
                low,
                high,
                row["text"] or "–",
            )
            lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
        return "\n".join(lines)

    def _leakage(self) -> str:
        proof = corpus_proof(*self.checked)
        lines = [
            f"- {key}: {value if value != [] else 0}" for key, value in proof.items() if key != "names seen in train"
        ]
        lines += ["", "| split | names that train has too, of all different names, by label |", "|---|---|"]
        for split, rows in proof["names seen in train"].items():
            cells = ", ".join(f"{label} {a}/{b}" for label, (a, b) in rows.items() if b)
            lines.append(f"| `{split}` | {cells} |")
        return "\n".join(lines)

    def _examples(self) -> str:
        """Show each label as the corpus has it: its three commonest wordings, and one in its sentence."""
        words: defaultdict[str, Counter[str]] = defaultdict(Counter)
        sentence: dict[str, str] = {}
        for article in self.articles:
            if article.text is None:
                continue
            for span in article.annotation["spans"]:
                words[span["label"]][span["text"]] += 1
                line_start = article.text.rfind("\n", 0, span["start"]) + 1
                start = max(line_start, span["start"] - 45)
                end = min(article.text.find("\n", span["end"]) % (len(article.text) + 1), span["end"] + 35)
                shown = f"…{article.text[start : span['start']]}[{span['text']}]{article.text[span['end'] : end]}…"
                sentence.setdefault(span["label"], shown)
        lines = ["| label | commonest | in its place |", "|---|---|---|"]
        for label in schema.span_labels():
            common = ", ".join(f'"{text}"' for text, _ in sorted(words[label].items(), key=lambda i: (-i[1], i[0]))[:3])
            lines.append(f"| `{label}` | {common} | {sentence.get(label, '')} |")
        return "\n".join(lines)

    def _changelog(self) -> str:
        counts = self.counts
        rows = [
            ("articles", sum(counts["articles"].values())),
            ("words", sum(counts["words"].values())),
            ("spans", sum(counts["spans"].values())),
            ("relations", sum(counts["relations"].values())),
        ]
        return "\n".join(["| added | n |", "|---|---:|", *(f"| {name} | {n:,} |" for name, n in rows)])


def _contest(rows: list[Json]) -> int:
    """Return how contested an incident is: sources, differing death tolls and stances; nothing for a long table."""
    if len(rows) > 9:
        return 0
    dead = {(r["low"], r["high"]) for r in rows if r["outcome"] == "killed"}
    return len({r["source"] for r in rows}) + 2 * len(dead) + 3 * len({r["stance"] for r in rows})


def _table(title: str, values: dict[str, int]) -> str:
    return "\n".join([f"| {title} | n |", "|---|---:|", *(f"| {name} | {n} |" for name, n in values.items())])
