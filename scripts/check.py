"""Runs the rules, level by level, and turns what they find into problems with file, line and column."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .errors import InvalidCorpus, Problem, UserError
from .layout import Layout
from .read import ArticleFiles, read_files, read_json_file, read_registry, read_stock_phrases, to_article
from .records import Article, Finding, Registry, Rule
from .rules import RULES
from .rules.corpus import Corpus, CorpusFinding, Entry
from .shingles import Hashes, ShingleIndex, sampled_hashes, stock_hashes, words_at
from .split import proof

_SAMPLED_FROM = 5_000
_SAMPLE = 32


@dataclass(frozen=True, slots=True)
class Checked:
    """One article after the rules of its own: the article where it can be used, and what is wrong with it."""

    article: Article | None
    problems: list[Problem]


@cache
def _rules(scope: tuple[str, ...], level: int) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.scope in scope and rule.level == level)


_FILE_RULES = frozenset({"file-pair", "text-utf8", "json-syntax"})


def check_article(files: ArticleFiles, registry: Registry) -> Checked:
    """Run the rules of one article; a level that fails stops the levels above it."""
    found = [(rule, f) for rule in _rules(("article",), 1) if rule.id in _FILE_RULES for f in rule.check(files)]
    if found:
        return Checked(None, [_problem(rule, finding, files) for rule, finding in found])
    article = to_article(files)
    for level in range(1, 6):
        for rule in _rules(("article", "annotation"), level):
            if rule.id in _FILE_RULES:
                continue
            findings = list(rule.check(article, registry))
            found += [(rule, finding) for finding in findings]
            if findings and rule.stops:
                break
        if found:
            usable = article if level > 2 else None
            return Checked(usable, [_problem(rule, finding, files) for rule, finding in found])
    return Checked(article, [])


@dataclass
class CorpusCheck:
    """The check of a corpus, one article at a time, so that memory does not grow with the texts.

    Call :meth:`add` for each article, then :meth:`finish`.
    """

    layout: Layout
    registry: Registry
    stories: dict[str, str]
    size: int
    problems: list[Problem] = field(default_factory=list[Problem])
    entries: list[Entry] = field(default_factory=list[Entry])
    unread: int = 0
    index: ShingleIndex = field(init=False)

    def __post_init__(self) -> None:
        self.index = ShingleIndex(stock_hashes(read_stock_phrases()))

    @property
    def sample(self) -> int:
        """One in how many eight-word sequences is kept."""
        return 1 if self.size <= _SAMPLED_FROM else _SAMPLE

    def add(self, problems: list[Problem], entry: Entry | None, hashes: Hashes | None) -> None:
        """Take the result of one article into the check of the whole; ``entry`` is None where it could not be read."""
        self.problems += problems
        if entry is None:
            self.unread += 1
            return
        if hashes is not None:
            self.index.add(len(self.entries), hashes)
        self.entries.append(_shared(entry))

    def finish(self) -> list[Problem]:
        """Run the rules of the whole corpus and return every problem found, in order of place."""
        passages = list(self.index.shared())
        corpus = Corpus(self.entries, self.stories, self.registry, passages, self._words_of, self.unread)
        for rule in RULES:
            if rule.scope == "corpus":
                for item in rule.check(corpus):
                    self.problems.append(_corpus_problem(self.layout, rule, item))
        return sorted(self.problems)

    def _words_of(self, entry: Entry, key: int) -> str:
        article = to_article(read_files(self.layout, entry.region, entry.id))
        return words_at(body_text(article), key)


def body_text(article: Article) -> str:
    """Return the article without its page furniture, which pages share by nature."""
    assert article.text is not None
    zones = article.annotation["zones"]
    return "\n".join(article.text[z["start"] : z["end"]] for z in zones if z["zone"] != "furniture")


def reduced(article: Article | None, sample: int) -> tuple[Entry | None, Hashes | None]:
    """Return what the corpus rules keep of an article: nothing of one that cannot be read, no hashes without text."""
    if article is None:
        return None, None
    metadata = article.metadata
    entry = Entry(article.id, article.region, metadata["story"], metadata["published"])
    return entry, sampled_hashes(body_text(article), sample) if article.text is not None else None


def _shared(entry: Entry) -> Entry:
    """Return ``entry`` with strings that stand in memory once, however many articles and processes they come from."""
    return Entry(*(sys.intern(value) for value in (entry.id, entry.region, entry.story, entry.published)))


def add_article(check: CorpusCheck, region: str, article_id: str) -> Checked:
    """Check one article by the rules of its own and take it into the check of the corpus."""
    checked = check_article(read_files(check.layout, region, article_id), check.registry)
    check.add(checked.problems, *reduced(checked.article, check.sample))
    return checked


def open_corpus(layout: Layout) -> tuple[CorpusCheck, list[tuple[str, str]]]:
    """Read registry and splits, check their shape, and return an empty check and the articles to put through it.

    Raises:
        UserError: a file of the whole corpus is missing or damaged, or there is no article.
    """
    articles = list(layout.articles())
    if not articles:
        raise UserError(f"{layout.corpus}: no article found (is this the root of the source tree?)")
    registry = read_registry(layout)
    splits = read_json_file(layout, layout.splits, "splits")
    problems: list[Problem] = []
    for rule in RULES:
        if rule.scope == "registry":
            value: Any = {"schema-actors": registry.actor_rows, "schema-places": registry.place_rows}.get(
                rule.id, splits
            )
            for finding in rule.check(value):
                problems.append(_corpus_problem(layout, rule, CorpusFinding(finding)))
    if problems:
        raise InvalidCorpus(problems)
    stories = {sys.intern(story): split for story, split in splits["stories"].items()}
    return CorpusCheck(layout, registry, stories, len(articles)), articles


def check_corpus(layout: Layout, only: Iterable[Path] | None = None) -> list[Problem]:
    """Check the whole corpus, or only the articles that the files ``only`` belong to.

    Returns:
        Every problem, in order of place; empty where there is none.

    Raises:
        UserError: a file in ``only`` belongs to no article.
    """
    check, articles = open_corpus(layout)
    if only is not None:
        wanted = {path.stem for path in only}
        unknown = wanted - {article for _, article in articles}
        if unknown:
            raise UserError(f"{', '.join(sorted(unknown))}: no such article (give a file of corpus/ or annotations/)")
        for region, article in articles:
            if article in wanted:
                add_article(check, region, article)
        return sorted(check.problems)
    for region, article in articles:
        add_article(check, region, article)
    return check.finish()


#: Rules that are about gold alone: tools and adjudication see to them, and passes stay as they were made.
_GOLD_ONLY = frozenset({"published-date", "file-name", "text-hash", "fact-name", "fact-number", "fact-declared"}) | {
    rule.id for rule in RULES if rule.level == 4 and rule.id not in {"id-unique", "relation-ends", "relation-labels"}
}


def check_pass(layout: Layout, path: Path) -> list[Problem]:
    """Check one annotation pass against its raw article: shape, offsets, ids and both ends of relations."""
    region, article_id = path.parent.name, path.stem
    gold = read_files(layout, region, article_id)
    files = ArticleFiles(layout, region, article_id, gold.text, gold.metadata, path.read_bytes(), {})
    files.paths["annotation"] = path
    files.names["annotation"] = layout.relative(path)
    problems = check_article(files, Registry()).problems
    # What is wrong with the text or the metadata is reported once, with gold.
    return [p for p in problems if p.rule not in _GOLD_ONLY and p.file == files.names["annotation"]]


def _problem(rule: Rule, finding: Finding, files: ArticleFiles) -> Problem:
    line, column = _locate(files.paths[finding.file], finding.where)
    return Problem(
        files.names[finding.file], line, column, rule.id, finding.message, finding.expected, finding.actual, finding.fix
    )


def _corpus_problem(layout: Layout, rule: Rule, item: CorpusFinding) -> Problem:
    finding = item.finding
    shared = {
        "actors": layout.registry("actors"),
        "places": layout.registry("places"),
        "splits": layout.splits,
    }
    path = shared.get(finding.file)
    if path is None:
        assert item.entry is not None
        files = {"text": layout.text, "metadata": layout.metadata, "annotation": layout.gold}
        path = files[finding.file](item.entry.region, item.entry.id)
    line, column = _locate(path, finding.where)
    return Problem(
        layout.relative(path), line, column, rule.id, finding.message, finding.expected, finding.actual, finding.fix
    )


def _locate(path: Path, where: int | tuple[str | int, ...]) -> tuple[int, int]:
    """Return line and column, from 1, of an offset or of a value in a JSON file; (0, 0) where there is no file."""
    if not path.is_file():
        return 0, 0
    text = path.read_bytes().decode("utf-8", errors="replace")
    if isinstance(where, int):
        before = text[:where]
        return before.count("\n") + 1, len(before) - before.rfind("\n")
    return _locate_pointer(text, where)


def _locate_pointer(text: str, where: tuple[str | int, ...]) -> tuple[int, int]:
    from json_source_map import calculate

    entries = calculate(text)
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in where]
    while parts and "/" + "/".join(parts) not in entries:
        parts.pop()
    entry = entries.get("/" + "/".join(parts) if parts else "")
    if entry is None:
        return 1, 1
    return entry.value_start.line + 1, entry.value_start.column + 1


def check_passes(layout: Layout, only: Iterable[Path] | None = None) -> list[Problem]:
    """Check the annotation passes against their raw articles, as far as a pass goes: no registry, no facts.

    Args:
        layout: the source tree.
        only: files of the articles whose passes to check; all passes where None.
    """
    wanted = None if only is None else {path.stem for path in only}
    problems: list[Problem] = []
    for path in sorted(layout.annotations.glob("passes/*/*/*.json")):
        if wanted is None or path.stem in wanted:
            problems += check_pass(layout, path)
    return sorted(problems)


def load_articles(layout: Layout) -> list[Article]:
    """Return the articles that can be read, whether or not they break rules.

    Raises:
        UserError: a file of the whole corpus is missing or damaged.
    """
    check, articles = open_corpus(layout)
    found = (check_article(read_files(layout, region, article), check.registry).article for region, article in articles)
    return [article for article in found if article is not None]


def checked_corpus(layout: Layout) -> tuple[CorpusCheck, list[Article]]:
    """Return the check of the whole corpus, not yet finished, and the articles that can be read.

    Raises:
        UserError: a file of the whole corpus is missing or damaged.
    """
    check, articles = open_corpus(layout)
    checked = [add_article(check, region, article).article for region, article in articles]
    return check, [article for article in checked if article is not None]


def corpus_proof(check: CorpusCheck, articles: list[Article]) -> dict[str, Any]:
    """Return the proof that splits share no story and no text (see :func:`scripts.split.proof`)."""
    stories = [{check.entries[number].story for number in numbers} for _, numbers in check.index.shared()]
    return proof(articles, check.stories, sum(len(names) > 1 for names in stories))
