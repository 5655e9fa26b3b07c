"""Articles + splits -> the five configs as Parquet, with a manifest. The old output stays whole until the new is."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from conflictwire.tags import CONFIGS

from .block import Context, process_all
from .check import CorpusCheck, open_corpus
from .counts import Counts
from .errors import InvalidCorpus, UserError
from .features import arrow_schema
from .layout import Layout
from .read import read_files
from .records import Json

ROWS_A_GROUP = 1_000
#: Parquet settings of the Hub's own writer, so that an upload re-sends only the pages that changed.
_CHUNKING: Any = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}

Progress = Callable[[int, int], None]


def build(layout: Layout, target: Path, progress: Progress | None = None, jobs: int | None = None) -> Json:
    """Check the sources and compile them into ``target``.

    Args:
        layout: the source tree.
        target: the output folder; replaced as a whole, and only if everything succeeds.
        progress: called with (articles done, articles in all).
        jobs: processes; as many as there are cores where None. The output does not depend on it.

    Returns:
        The manifest: version, counts, hashes of sources and outputs.

    Raises:
        InvalidCorpus: a rule is broken; ``target`` is as it was.
        UserError: a file of the whole corpus is missing, or ``target`` cannot be written.
    """
    check, articles = open_corpus(layout)
    names = registry_names(check)
    context = Context(layout, check.registry, check.stories, names, check.sample)
    with replacing_folder(target) as folder, _Writer(folder) as writer:
        counts, sources, done = Counts(), _common_sources(layout), 0
        for block in process_all(context, articles, jobs):
            for problems, entry, hashes in block.articles:
                check.add(problems, entry, hashes)
            writer.add(block.tables)
            counts.merge(block.counts)
            sources.update("".join(block.digests).encode())
            done += len(block.articles)
            if progress:
                progress(done, len(articles))
        problems = check.finish()
        if problems:
            raise InvalidCorpus(problems)
        writer.close()
        shutil.copyfile(layout.root / "schema.json", folder / "schema.json")
        (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        manifest = _manifest(layout, folder, writer.rows, counts, sources.hexdigest())
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
    """Holds tables until a row group is full, then writes it: memory does not grow with the corpus."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: Counter[tuple[str, str]] = Counter()
        self._waiting: defaultdict[tuple[str, str], list[pa.Table]] = defaultdict(list)
        self._writers: dict[tuple[str, str], pq.ParquetWriter] = {}

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.close()

    def add(self, tables: dict[tuple[str, str], pa.Table]) -> None:
        """Take tables by (config, split)."""
        for key, table in tables.items():
            self._waiting[key].append(table)
            if sum(len(waiting) for waiting in self._waiting[key]) >= ROWS_A_GROUP:
                self._flush(key)

    def close(self) -> None:
        """Write what is left; every config has every split, were it empty."""
        splits = {split for _, split in [*self._waiting, *self._writers]}
        for config in CONFIGS:
            for split in sorted(splits):
                if self._waiting.get((config, split)) or (config, split) not in self._writers:
                    self._flush((config, split))
        self.__exit__()
        self._writers.clear()

    def _flush(self, key: tuple[str, str]) -> None:
        config, split = key
        schema = arrow_schema(config)
        table = pa.concat_tables(self._waiting.pop(key, []) or [schema.empty_table()])
        if key not in self._writers:
            path = self.folder / config / f"{split}.parquet"
            path.parent.mkdir(exist_ok=True)
            self._writers[key] = pq.ParquetWriter(
                path, schema, compression="zstd", use_content_defined_chunking=_CHUNKING, write_page_index=True
            )
        self._writers[key].write_table(table)
        self.rows[key] += len(table)


def _manifest(layout: Layout, folder: Path, rows: Counter[tuple[str, str]], counts: Counts, sources: str) -> Json:
    files: Json = {}
    for path in sorted(folder.rglob("*.*")):
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        files[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if path.suffix == ".parquet":
            files[name]["rows"] = rows[path.parent.name, path.stem]
    return {
        "generated_by": "python -m scripts build",
        "name": "conflictwire",
        "version": version(layout),
        "license": {"code": "Apache-2.0", "data": "CC-BY-4.0"},
        "pyarrow": pa.__version__,
        "sources": {"sha256": sources},
        "counts": counts.to_json(),
        "files": files,
    }


def _common_sources(layout: Layout) -> Any:
    """Return a hash that has taken in the sources that belong to no single article."""
    total = hashlib.sha256()
    for path in (layout.root / "schema.json", layout.splits, layout.registry("actors"), layout.registry("places")):
        total.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total


def source_hash(layout: Layout) -> str:
    """Return one sha256 over all sources that the build reads, as the manifest states it."""
    total = _common_sources(layout)
    for region, article in layout.articles():
        total.update(read_files(layout, region, article).digest.encode())
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
