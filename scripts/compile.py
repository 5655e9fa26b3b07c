"""Articles + splits -> the five configs as Parquet, with a manifest. The old output stays whole until the new is."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from conflictwire.tags import CONFIGS

from .check import CorpusCheck, body_text, open_corpus
from .errors import InvalidCorpus, UserError
from .features import arrow_schema
from .layout import Layout
from .records import Article, Json
from .rows import article_rows

ROWS_A_GROUP = 1_000
#: Parquet settings of the Hub's own writer, so that an upload re-sends only the pages that changed.
_CHUNKING: Any = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}

Progress = Callable[[int, int], None]


def build(layout: Layout, target: Path, progress: Progress | None = None) -> Json:
    """Check the sources and compile them into ``target``.

    Args:
        layout: the source tree.
        target: the output folder; replaced as a whole, and only if everything succeeds.
        progress: called with (articles done, articles in all).

    Returns:
        The manifest: version, counts, hashes of sources and outputs.

    Raises:
        InvalidCorpus: a rule is broken; ``target`` is as it was.
        UserError: a file of the whole corpus is missing, or ``target`` cannot be written.
    """
    check, articles = open_corpus(layout)
    with replacing_folder(target) as folder:
        writer = _Writer(folder, check.stories)
        names = registry_names(check)
        source_hash = hashlib.sha256()
        for number, (region, article_id) in enumerate(articles, 1):
            article = check.article(region, article_id)
            if article is not None:
                writer.add(article, names)
                source_hash.update(f"{article.id} {article.metadata['sha256']}\n".encode())
            if progress and (number % 50 == 0 or number == len(articles)):
                progress(number, len(articles))
        problems = check.finish()
        if problems:
            raise InvalidCorpus(problems)
        writer.close()
        shutil.copyfile(layout.root / "schema.json", folder / "schema.json")
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        manifest = _manifest(layout, folder, writer, source_hash.hexdigest())
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def registry_names(check: CorpusCheck) -> dict[str, str]:
    """Return registry id -> main name, for actors and places."""
    rows = [*check.registry.place_rows, *check.registry.actor_rows]
    return {row["id"]: row["name"] for row in rows}


def version(layout: Layout) -> str:
    """Return the one version, from ``pyproject.toml``."""
    return tomllib.loads((layout.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


class _Writer:
    """Holds rows until a row group is full, then writes it: memory does not grow with the corpus."""

    def __init__(self, folder: Path, stories: dict[str, str]) -> None:
        self.folder = folder
        self.stories = stories
        self.waiting: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
        self.stack = ExitStack()
        self.writers: dict[tuple[str, str], pq.ParquetWriter] = {}
        self.rows: Counter[tuple[str, str]] = Counter()
        self.counts = Counts()

    def add(self, article: Article, names: dict[str, str]) -> None:
        split = self.stories.get(article.metadata["story"])
        if split is None:
            return
        self.counts.add(article, split)
        for config, rows in article_rows(article, names).items():
            waiting = self.waiting[config, split]
            waiting += rows
            if len(waiting) >= ROWS_A_GROUP:
                self.flush(config, split)

    def flush(self, config: str, split: str) -> None:
        rows = self.waiting.pop((config, split), [])
        schema = arrow_schema(config)
        writer = self.writers.get((config, split))
        if writer is None:
            path = self.folder / config / f"{split}.parquet"
            path.parent.mkdir(exist_ok=True)
            writer = self.stack.enter_context(
                pq.ParquetWriter(
                    path,
                    schema,
                    compression="zstd",
                    use_content_defined_chunking=_CHUNKING,
                    write_page_index=True,
                )
            )
            self.writers[config, split] = writer
        writer.write_table(pa.Table.from_pylist(rows, schema=schema))
        self.rows[config, split] += len(rows)

    def close(self) -> None:
        splits = {split for _, split in self.waiting} | {split for _, split in self.writers}
        for config in CONFIGS:
            for split in sorted(splits):
                if self.waiting[config, split] or (config, split) not in self.writers:
                    self.flush(config, split)
        self.stack.close()


class Counts:
    """The numbers that documents and `conflictwire info` show."""

    def __init__(self) -> None:
        self.articles: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        self.spans: Counter[str] = Counter()
        self.relations: Counter[str] = Counter()
        self.stances: Counter[str] = Counter()
        self.genres: Counter[str] = Counter()
        self.countries: Counter[str] = Counter()
        self.regions: Counter[str] = Counter()
        self.standoff = 0
        self.checked_by_person = 0
        self.sheets: set[str] = set()
        self.published: list[str] = []

    def add(self, article: Article, split: str) -> None:
        """Count one article."""
        metadata, annotation = article.metadata, article.annotation
        self.articles[split] += 1
        self.words[split] += len(body_text(article).split()) if article.text is not None else 0
        self.spans.update(span["label"] for span in annotation["spans"])
        self.relations.update(relation["type"] for relation in annotation["relations"])
        self.stances.update(r["stance"] for r in annotation["relations"] if r["type"] == "source")
        self.genres[metadata["genre"]] += 1
        self.countries[metadata["country"]] += 1
        self.regions[metadata["region"]] += 1
        self.standoff += article.standoff
        self.checked_by_person += bool(annotation["provenance"].get("checked_by_person"))
        self.sheets.update(sheet["id"] for sheet in metadata["facts"])
        self.published = sorted({*self.published[:1], *self.published[-1:], metadata["published"]})

    def to_json(self) -> Json:
        """Return the counts with the largest first."""
        counters = ("articles", "words", "spans", "relations", "stances", "genres", "countries", "regions")
        values: Json = {name: dict(sorted(getattr(self, name).items(), key=_largest)) for name in counters}
        return values | {
            "standoff": self.standoff,
            "checked_by_person": self.checked_by_person,
            "fact_sheets": len(self.sheets),
            "published": [self.published[0], self.published[-1]],
        }


def _largest(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _manifest(layout: Layout, folder: Path, writer: _Writer, sources: str) -> Json:
    files: Json = {}
    for path in sorted(folder.rglob("*.*")):
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if path.suffix == ".parquet":
            files[name]["rows"] = writer.rows[path.parent.name, path.stem]
    return {
        "generated_by": "python -m scripts build",
        "name": "conflictwire",
        "version": version(layout),
        "license": {"code": "Apache-2.0", "data": "CC-BY-4.0"},
        "pyarrow": pa.__version__,
        "sources": {"texts": sources, "tree": source_tree_hash(layout)},
        "counts": writer.counts.to_json(),
        "files": files,
    }


def source_tree_hash(layout: Layout) -> str:
    """Return one sha256 over the names and bytes of all sources that the build reads."""
    total = hashlib.sha256()
    files = [layout.root / "schema.json", layout.splits, *layout.corpus.rglob("*"), *layout.annotations.rglob("*.json")]
    for path in sorted(path for path in files if path.is_file()):
        total.update(f"{layout.relative(path)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@contextmanager
def replacing_folder(target: Path) -> Generator[Path]:
    """Give an empty folder that takes the place of ``target`` only when the block succeeds.

    The swap is two renames; a folder left between them by a crash is put back by the next call.
    """
    old = target.with_name(target.name + ".old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if old.exists():
            if target.exists():
                shutil.rmtree(old)
            else:
                old.rename(target)
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    except OSError as error:
        raise UserError(f"{target}: cannot be written ({error.strerror})") from error
    try:
        yield folder
        folder.chmod(0o755)
        if target.exists():
            target.rename(old)
        folder.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise UserError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
