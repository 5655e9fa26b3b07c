"""``python -m benchmarks``: the build against the straightforward way, memory, and cold starts."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .generate import tree
from .load import ROUNDS, measure_load
from .measure import Figures, cold
from .report import Section, machine, on_terminal, save, section

#: What is built -> module and further arguments.
PIPELINES = {
    "straightforward": ["naive", "jsonschema"],
    "the same with jsonschema_rs": ["naive", "jsonschema_rs"],
    "conflictwire, one process": ["pipeline", "1"],
    "conflictwire": ["pipeline"],
}
OURS = "conflictwire"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_console = Console(stderr=True, highlight=False)


def _run(name: str, source: Path, folder: Path) -> Figures:
    module, *arguments = PIPELINES[name]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        target = Path(scratch, "out")
        figures = cold(["-m", f"benchmarks.{module}", str(source), str(target), *arguments], Path(scratch))
    _console.print(f"{name}, {source.name}: {figures['seconds']:.1f} s, {figures['peak_mib']:.0f} MiB")
    return figures


def _interleaved(cases: list[tuple[str, int]], rounds: int, folder: Path) -> list[Section]:
    """Run every (pipeline, articles) in turn, round by round, each in a process of its own."""
    trees = {articles: tree(folder, articles) for _, articles in cases}
    runs: list[Section] = [{"name": name, "articles": articles, "rounds": []} for name, articles in cases]
    for _ in range(rounds):
        for run in runs:
            run["rounds"].append(_run(run["name"], trees[run["articles"]], folder))
    return runs


@app.command()
def main(
    articles: Annotated[int, typer.Option(help="Articles that the build is run on.")] = 20_000,
    naive_articles: Annotated[int, typer.Option(help="Articles that all pipelines are compared on.")] = 2_000,
    rounds: Annotated[int, typer.Option(help="Rounds; the middle one counts.")] = 3,
    build: Annotated[bool, typer.Option(help="Compare builds.")] = True,
    load: Annotated[bool, typer.Option(help="Measure cold starts.")] = True,
    memory: Annotated[bool, typer.Option("--memory", help="Also build a corpus ten times as large.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Keep the generated trees here, and use those there.")] = None,
) -> None:
    """Measure, print the tables, and put them in benchmarks/results.json and benchmarks/README.md."""
    found: dict[str, Section] = {}
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place.mkdir(parents=True, exist_ok=True)
        if build:
            host = machine()
            cases = [*((name, naive_articles) for name in PIPELINES), (OURS, articles)]
            found["build"] = section(host, _interleaved(list(dict.fromkeys(cases)), rounds, place))
        if memory:
            host = machine()
            found["memory"] = section(host, _interleaved([(OURS, articles), (OURS, 10 * articles)], 1, place))
        if load:
            host = machine()
            runs = measure_load(place, ROUNDS)
            found["load"] = section(host, [{"name": name, "rounds": figures} for name, figures in runs.items()])
    for table in on_terminal(save(found)):
        Console().print(table)


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
