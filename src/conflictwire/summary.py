"""What ``conflictwire info`` shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from .show import STYLES


def render_summary(manifest: dict[str, Any], data: Path, encoding: str = "utf-8") -> RenderableType:
    """Return the counts of a manifest as tables for a terminal.

    Args:
        manifest: as :func:`conflictwire.manifest` returns it.
        data: the folder of the Parquet files.
        encoding: what the output can hold: the bars are blocks where it has them.
    """
    counts = manifest["counts"]
    articles, words = sum(counts["articles"].values()), sum(counts["words"].values())
    head = Text.assemble(
        ("ConflictWire ", "bold"),
        (manifest["version"], "bold"),
        f"   data {manifest['license']['data']}, code {manifest['license']['code']}\n",
        f"{articles} articles ({counts['standoff']} stand-off, without text), {words:,} words, ",
        f"{sum(counts['spans'].values()):,} spans, {sum(counts['relations'].values()):,} relations, ",
        f"{len(counts['countries'])} countries, published {counts['published'][0]} to {counts['published'][1]}\n",
        (f"{counts['checked_by_person']} articles checked by a person. Files: {data}", "dim"),
    )
    splits = _table("split", "articles", "words")
    for name in counts["articles"]:
        splits.add_row(name, str(counts["articles"][name]), f"{counts['words'].get(name, 0):,}")
    block = "█" if _can_write("█", encoding) else "#"
    labels = _bars("span label", counts["spans"], block)
    relations = _bars("relation", counts["relations"], block)
    stances = _bars("source stance", counts["stances"], block)
    grid = Table.grid(padding=(0, 4))
    grid.add_row(labels, Group(relations, stances), Group(splits, _bars("genre", counts["genres"], block)))
    return Group(head, Text(), grid)


def _can_write(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="left" if index == 0 else "right", no_wrap=True)
    return table


def _bars(title: str, values: dict[str, int], block: str) -> Table:
    table = _table(title, "n", "")
    table.columns[2].justify = "left"
    largest = max(values.values(), default=1)
    for name, number in values.items():
        bar = block * max(1, round(12 * number / largest))
        table.add_row(Text(name, STYLES.get(name, "")), f"{number:,}", Text(bar, "bright_black"))
    return table
