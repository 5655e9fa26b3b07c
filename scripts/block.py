"""Articles in blocks: checked and turned into tables, on one core or on all."""

from __future__ import annotations

import gc
import os
import signal
from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from .check import check_article, reduced
from .counts import Counts
from .errors import Problem
from .features import arrow_schema
from .layout import Layout
from .read import read_files
from .records import Json, Registry
from .rows import article_rows
from .rules.corpus import Entry
from .shingles import Hashes

SIZE = 64
#: Below this many articles, starting processes costs more than they save.
_PARALLEL_FROM = 1_000


@dataclass(frozen=True)
class Context:
    """What every block needs to know: the tree, the registry, which story is in which split, names by registry id."""

    layout: Layout
    registry: Registry
    stories: dict[str, str]
    names: dict[str, str]
    sample: int


@dataclass
class Block:
    """The result of a block: for the check, problems, entries and shingles; for the output, tables and counts."""

    articles: list[tuple[list[Problem], Entry | None, Hashes | None]] = field(
        default_factory=list[tuple[list[Problem], Entry | None, Hashes | None]]
    )
    tables: dict[tuple[str, str], pa.Table] = field(default_factory=dict[tuple[str, str], pa.Table])
    counts: Counts = field(default_factory=Counts)
    digests: list[str] = field(default_factory=list[str])


def process(context: Context, articles: list[tuple[str, str]]) -> Block:
    """Check a block of articles and return its tables by (config, split); articles with problems are in none."""
    # Rows are trees without cycles: the collector would only walk them in vain.
    gc.disable()
    block = Block()
    rows: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
    for region, article_id in articles:
        files = read_files(context.layout, region, article_id)
        block.digests.append(files.digest)
        checked = check_article(files, context.registry)
        article = checked.article
        block.articles.append((checked.problems, *reduced(article, context.sample)))
        split = context.stories.get(article.metadata["story"]) if article else None
        if article is None or split is None or checked.problems:
            continue
        block.counts.add(article, split)
        for config, found in article_rows(article, context.names).items():
            rows[config, split] += found
    block.tables = dict(_tables(rows))
    gc.enable()
    return block


def _tables(rows: dict[tuple[str, str], list[Json]]) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    for (config, split), found in rows.items():
        schema = arrow_schema(config)
        if config == "ner_conll":
            continue
        table = pa.Table.from_pylist(found, schema=schema)
        yield (config, split), table
        if config == "ner":
            # The other columns of `ner_conll` are the same: to make them twice would cost as much as all of `events`.
            tags = pa.array([row["ner_tags"] for row in rows["ner_conll", split]], schema.field("ner_tags").type)
            columns = [tags if name == "ner_tags" else table.column(name) for name in schema.names]
            yield ("ner_conll", split), pa.Table.from_arrays(columns, schema=arrow_schema("ner_conll"))


def process_all(context: Context, articles: list[tuple[str, str]], jobs: int | None = None) -> Iterator[Block]:
    """Yield the blocks of a corpus in order.

    Args:
        context: what every block needs.
        articles: (region, id) of every article.
        jobs: processes; as many as there are cores where None, one for a small corpus.
    """
    blocks = [articles[at : at + SIZE] for at in range(0, len(articles), SIZE)]
    wanted = jobs or (os.cpu_count() or 1 if len(articles) >= _PARALLEL_FROM else 1)
    if wanted == 1:
        yield from map(partial(process, context), blocks)
        return
    # What is there now stays as it is: a collector that walked it in the workers would copy every page of it.
    gc.freeze()
    with ProcessPoolExecutor(wanted, initializer=_start_worker, initargs=(context,)) as pool:
        waiting: deque[Future[Block]] = deque()
        try:
            for block in blocks:
                waiting.append(pool.submit(_work, block))
                if len(waiting) > 2 * wanted:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_worker_context: Context


def _start_worker(context: Context) -> None:
    # An interrupt is the parent's to handle: workers would only print their tracebacks.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _worker_context
    _worker_context = context


def _work(articles: list[tuple[str, str]]) -> Block:
    return process(_worker_context, articles)
