"""``python -m scripts <verb>``: the pipeline from raw article to staged folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .errors import InvalidCorpus, UserError
from .layout import Layout, find_root

app = typer.Typer(
    help="Read, check, split, compile and stage the corpus; annotate and adjudicate articles.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

Root = Annotated[Path | None, typer.Option(help="Root of another source tree.", hidden=True)]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


@contextmanager
def user_errors() -> Generator[None]:
    """Turn a user's mistake into one message on standard error and exit code 1."""
    try:
        yield
    except UserError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("interrupted: nothing was changed", err=True)
        raise typer.Exit(130) from None


@contextmanager
def progress_bar(title: str) -> Generator[Any]:
    """Give a callback (done, all) that draws a bar on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def _layout(root: Path | None) -> Layout:
    return find_root(root.resolve() if root else None)


def _article_of(layout: Layout, name: str) -> tuple[str, str]:
    """Return (region, id) of an article given by id or by any of its files."""
    wanted = Path(name).stem
    for region, article in layout.articles():
        if article == wanted:
            return region, article
    raise UserError(f"{name}: no such article (give an id, or a file of corpus/ or annotations/)")


@app.command(epilog="Examples: `python -m scripts check`, `python -m scripts check corpus/sahel/*.txt --json`")
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Only the articles of these files.")
    ] = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Check the sources by every rule; exit 0 clean, 1 with problems."""
    from dataclasses import asdict

    from .check import check_corpus, check_passes
    from .rules import RULES

    with user_errors():
        layout = _layout(root)
        try:
            problems = check_corpus(layout, files or None)
            problems += check_passes(layout, files or None)
        except InvalidCorpus as error:
            problems = error.problems
        if as_json:
            typer.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2))
        else:
            for problem in problems:
                typer.echo(str(problem))
            number = len({file.stem for file in files}) if files else sum(1 for _ in layout.articles())
            if problems:
                typer.echo(f"FAILED: {len(problems)} problems, {number} articles, {len(RULES)} rules")
            else:
                typer.echo(f"PASSED: {number} articles, {len(RULES)} rules")
        raise typer.Exit(1 if problems else 0)


@app.command()
def rules(as_json: AsJson = False) -> None:
    """List the rules: id, level, scope and what each says."""
    from .rules import RULES

    if as_json:
        typer.echo(
            json.dumps([{"id": r.id, "level": r.level, "scope": r.scope, "rule": r.prose} for r in RULES], indent=2)
        )
        return
    for rule in RULES:
        typer.echo(f"{rule.level} {rule.scope:10} {rule.id:20} {rule.prose}")


@app.command(epilog="Example: `python -m scripts build`, then `conflictwire info`")
def build(
    out: Annotated[Path | None, typer.Option(help="Output folder; the package's own data folder without.")] = None,
    root: Root = None,
) -> None:
    """Check the sources and compile them into Parquet, with a manifest and the proof of no leakage."""
    from .compile import build as build_corpus

    with user_errors():
        layout = _layout(root)
        target = out or layout.root / "src" / "conflictwire" / "data"
        with progress_bar("build") as progress:
            manifest = build_corpus(layout, target, progress)
        _print_proof(layout)
        counts = manifest["counts"]
        typer.echo(f"built {target}: {sum(counts['articles'].values())} articles, {len(manifest['files'])} files")


def _print_proof(layout: Layout) -> None:
    from .check import checked_corpus, corpus_proof

    found = corpus_proof(*checked_corpus(layout))
    typer.echo("Splits share no story and no text:")
    for key, value in found.items():
        if key != "names seen in train":
            typer.echo(f"  {key}: {value if value != [] else 0}")
    for split, rows in found["names seen in train"].items():
        seen = ", ".join(f"{label} {a}/{b}" for label, (a, b) in rows.items() if b)
        typer.echo(f"  names of {split} that train has: {seen}")


@app.command()
def split(root: Root = None) -> None:
    """Give every new story a split and print the proof of no leakage; stories that have one keep it."""
    from .check import load_articles
    from .layout import write_text
    from .read import read_json_file
    from .split import Story, assign

    with user_errors():
        layout = _layout(root)
        fixed = read_json_file(layout, layout.splits, "splits")["stories"] if layout.splits.is_file() else {}
        by_story: dict[str, list[Any]] = {}
        for article in load_articles(layout):
            by_story.setdefault(article.metadata["story"], []).append(article)
        stories = [
            Story(
                name,
                tuple(a.id for a in group),
                frozenset(a.region for a in group),
                tuple(a.metadata["published"] for a in group),
            )
            for name, group in sorted(by_story.items())
        ]
        assigned = assign(stories, fixed)
        body = ",\n".join(f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in assigned.items())
        write_text(layout.splits, f'{{\n  "stories": {{\n{body}\n  }}\n}}\n')
        typer.echo(f"{layout.splits}: {len(assigned)} stories, {len(assigned) - len(fixed)} new")
        _print_proof(layout)


@app.command(epilog="Example: `python -m scripts markup ID > ID.ann`, `python -m scripts markup ID --pass first`")
def markup(
    article: Annotated[str, typer.Argument(help="Article id, or one of its files.")],
    pass_name: Annotated[str | None, typer.Option("--pass", help="`first` or `second`; gold without.")] = None,
    text: Annotated[Path | None, typer.Option(help="The text of a stand-off article.")] = None,
    root: Root = None,
) -> None:
    """Write an annotation as inline markup on standard output."""
    from .desk import markup_of

    with user_errors():
        sys.stdout.write(markup_of(_layout(root), *_article_of(_layout(root), article), pass_name, text))


@app.command(epilog="Example: `python -m scripts unmark ID.ann --pass first --annotator NAME`")
def unmark(
    file: Annotated[Path, typer.Argument(help="Inline markup, named for its article.")],
    pass_name: Annotated[str | None, typer.Option("--pass", help="Write this pass; gold without.")] = None,
    annotator: Annotated[str, typer.Option(help="Who annotated, for a pass.")] = "",
    kind: Annotated[str, typer.Option(help="`model` or `person`.")] = "person",
    rule: Annotated[str, typer.Option(help="For gold: the rule that the corrections follow.")] = "",
    text: Annotated[Path | None, typer.Option(help="The text of a stand-off article.")] = None,
    root: Root = None,
) -> None:
    """Read inline markup into an annotation file; gold keeps a record of every correction."""
    from .desk import unmark_file

    with user_errors():
        layout = _layout(root)
        path = unmark_file(layout, *_article_of(layout, file.name), file, pass_name, annotator, kind, rule, text)
        typer.echo(f"written {path}")


@app.command(epilog="Example: `python -m scripts agree --json`")
def agree(
    articles: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Only these; all without.")] = None,
    by: Annotated[str | None, typer.Option(help="One table for each `split` or annotator `pair`.")] = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Show the agreement of the two passes before adjudication, each figure with its n."""
    from .agree import agreement_tables
    from .desk import agreement_of

    with user_errors():
        layout = _layout(root)
        wanted = [_article_of(layout, name) for name in articles] if articles else list(layout.articles())
        found = agreement_of(layout, wanted, by)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
            return
        console = Console(highlight=False)
        for name, figures in found.items():
            console.print(f"[bold]{name}[/bold]")
            console.print(agreement_tables(figures))


@app.command(
    epilog="Example: `python -m scripts adjudicate ID > ID.json`, fill it in, then the same with `--apply ID.json`"
)
def adjudicate(
    article: Annotated[str, typer.Argument(help="Article id.")],
    apply: Annotated[Path | None, typer.Option(help="A filled decision sheet: writes gold.")] = None,
    annotator: Annotated[str, typer.Option(help="Who adjudicates.")] = "",
    kind: Annotated[str, typer.Option(help="`model` or `person`.")] = "person",
    text: Annotated[Path | None, typer.Option(help="The text of a stand-off article.")] = None,
    root: Root = None,
) -> None:
    """List the differences of the two passes to decide, or write gold from the decisions."""
    from .desk import apply_decisions, list_differences

    with user_errors():
        layout = _layout(root)
        region, article_id = _article_of(layout, article)
        if apply is None:
            sys.stdout.write(list_differences(layout, region, article_id, text))
            return
        path = apply_decisions(layout, region, article_id, apply, annotator, kind, text)
        typer.echo(f"written {path}")


@app.command(
    epilog="Examples: `python -m scripts audit --sample 60`, `python -m scripts audit ID > ID.json`, `--apply ID.json`"
)
def audit(
    article: Annotated[str | None, typer.Argument(metavar="ID", help="An article with a third annotation.")] = None,
    size: Annotated[int, typer.Option("--sample", help="Name so many random articles instead.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 1,
    apply: Annotated[Path | None, typer.Option(help="A sheet with every difference judged.")] = None,
    annotator: Annotated[str, typer.Option(help="Who judges.")] = "",
    kind: Annotated[str, typer.Option(help="`model` or `person`.")] = "person",
    root: Root = None,
) -> None:
    """Measure label error: judge every difference between gold and a blind third annotation.

    A row's `first` is gold, its `second` the third annotation; `decision` is gold, both, third or neither.
    """
    from . import audit as audits

    with user_errors():
        layout = _layout(root)
        if size:
            written = [a for a in layout.articles() if layout.text(*a).is_file() and layout.gold(*a).is_file()]
            for _, name in audits.sample(written, size, seed):
                typer.echo(name)
        elif article and apply is not None:
            path = audits.apply_verdicts(layout, *_article_of(layout, article), apply, annotator, kind)
            typer.echo(f"written {path}")
        elif article:
            sys.stdout.write(audits.verdict_sheet(layout, *_article_of(layout, article)))
        else:
            raise UserError("give an article's id, or --sample N")


@app.command()
def link(root: Root = None) -> None:
    """Link names in gold to the registry, and say which names it does not know."""
    from .link import link_corpus

    with user_errors():
        linked, unknown = link_corpus(_layout(root))
        for name, label, count in unknown:
            typer.echo(f"{count:4} {label:12} {name}")
        typer.echo(f"linked {linked} mentions; {sum(count for *_, count in unknown)} are in no entry")


@app.command("format")
def format_files(
    check_only: Annotated[bool, typer.Option("--check", help="Only say which files differ; exit 1 if any.")] = False,
    root: Root = None,
) -> None:
    """Rewrite annotation and metadata files in their stored form: one span a line, in order of offset."""
    from .desk import format_corpus

    with user_errors():
        changed = format_corpus(_layout(root), check_only=check_only)
        for name in changed:
            typer.echo(f"{'differs' if check_only else 'formatted'} {name}")
        raise typer.Exit(1 if check_only and changed else 0)


@app.command(epilog="Example: `python -m scripts intake saved-page.html --out intake/`")
def intake(
    file: Annotated[Path, typer.Argument(help="A saved page (HTML) or a plain text dump.")],
    out: Annotated[Path, typer.Option(help="Where the article, its zones and its metadata are put.")] = Path("intake"),
    article: Annotated[str, typer.Option("--id", help="The article's id.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take in a page: raw article, proposed zones, metadata skeleton."""
    from .intake import take_in, write_intake

    with user_errors():
        found = take_in(file, article)
        if as_json:
            typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
            return
        for path in write_intake(found, out):
            typer.echo(f"written {path}")
        typer.echo(found.outline())


@app.command()
def stage(
    out: Annotated[Path | None, typer.Option(help="Output folder; dist/hub without.")] = None, root: Root = None
) -> None:
    """Put Parquet, card and documents together as the folder that goes to the Hub."""
    from .stage import stage_folder

    with user_errors():
        layout = _layout(root)
        folder = stage_folder(layout, out or layout.root / "dist" / "hub")
        typer.echo(f"staged {folder}")


@app.command(epilog="Examples: `python -m scripts stats`, `python -m scripts stats --write`")
def stats(
    write: Annotated[bool, typer.Option("--write", help="Write page, JSON and plots to docs/statistics/.")] = False,
    real: Annotated[
        Path | None, typer.Option(help="Measure real text anew: the data folder of github.com/dstl/re3d.")
    ] = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Show what the corpus is made of against its targets: range, prose, agreement, registry, splits, claims."""
    from .check import checked_corpus
    from .statistics import collect, report

    with user_errors():
        layout = _layout(root)
        check, articles = checked_corpus(layout)
        if real is not None:
            collect.write_reference(layout, articles, real)
        sections = collect.collect(check, articles)
        if write:
            for path in report.write(sections, collect.folder(layout)):
                typer.echo(f"written {path}")
        elif as_json:
            typer.echo(report.dumps(sections), nl=False)
        else:
            Console(highlight=False).print(report.tables(sections))


@app.command()
def docs(
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say which documents are stale; exit 1 if any.")
    ] = False,
    root: Root = None,
) -> None:
    """Fill the generated numbers and examples of the documents."""
    from .docs import fill_documents

    with user_errors():
        stale = fill_documents(_layout(root), check_only=check_only)
        for name in stale:
            typer.echo(
                f"{'stale' if check_only else 'updated'} {name} (python -m scripts docs)"
                if check_only
                else f"updated {name}"
            )
        raise typer.Exit(1 if check_only and stale else 0)


if __name__ == "__main__":
    app(prog_name="python -m scripts")
