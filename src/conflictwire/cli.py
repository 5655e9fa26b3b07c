"""The command line: ``conflictwire info | show | claims | attach | path``."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from .errors import ConflictWireError

app = typer.Typer(
    help="Articles on armed conflict with stand-off annotations, and who says so.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

ArticleId = Annotated[str, typer.Argument(metavar="ID", help="An article's id, as `conflictwire list` shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


@contextmanager
def user_errors() -> Generator[None]:
    """Turn a user's mistake into one message on standard error and exit code 1."""
    try:
        yield
    except (ConflictWireError, ValueError) as error:
        typer.echo(f"conflictwire: {error}", err=True)
        raise typer.Exit(1) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@app.command(epilog="Example: `conflictwire info --json`")
def info(as_json: AsJson = False) -> None:
    """Show what is inside: articles, words, spans, relations, splits, version, licence."""
    from . import loader

    with user_errors():
        manifest = loader.manifest()
        if as_json:
            _print_json(manifest)
            return
        from .show import console_for
        from .summary import render_summary

        console = console_for()
        console.print(render_summary(manifest, loader.DATA, console.encoding))


@app.command("list", epilog="Example: `conflictwire list --split test`")
def list_articles(
    split: Annotated[str | None, typer.Option(help="Only this split.")] = None, as_json: AsJson = False
) -> None:
    """List the articles: id, split, date, genre, title."""
    from . import loader

    with user_errors():
        rows = [
            {"split": name, **row}
            for name in ([split] if split else loader.splits())
            for row in loader.table("documents", name).select(["id", "published", "genre", "title"]).to_pylist()
        ]
        if as_json:
            _print_json(rows)
            return
        for row in rows:
            typer.echo(f"{row['id']:48} {row['split']:12} {row['published']} {row['genre']:18} {row['title'] or '-'}")


@app.command(epilog="Example: `conflictwire show ml-2022-03-04-mondoro-agency | less`")
def show(article: ArticleId, as_json: AsJson = False) -> None:
    """Print an article with its spans, its incidents and its claims."""
    from . import loader

    with user_errors():
        found = next((document for document in loader.documents() if document.id == article), None)
        if found is None:
            raise ValueError(f"no article {article!r} (`conflictwire list` shows what there is)")
        if as_json:
            import dataclasses

            _print_json(dataclasses.asdict(found))
            return
        from .show import console_for, render

        console = console_for()
        console.print(render(found, loader.claims(article), tags=not console.is_terminal), soft_wrap=False)


@app.command(epilog="Example: `conflictwire claims ml-2022-03-04-mondoro-agency`")
def claims(
    article: Annotated[str | None, typer.Argument(metavar="ID", help="An article's id; all articles without.")] = None,
    as_json: AsJson = False,
) -> None:
    """List who says how many of whom, where and when: a row a toll and source."""
    from . import loader

    with user_errors():
        rows = loader.claims(article)
        if as_json:
            _print_json(rows)
            return
        from .show import claims_table, console_for

        console_for().print(claims_table(rows))


@app.command(epilog="Example: `conflictwire attach saved-page.txt`")
def attach(file: Annotated[Path, typer.Argument(metavar="FILE", help="Your copy of a stand-off article.")]) -> None:
    """Join your own copy of an article whose text may not be passed on; the copy is checked by its hash."""
    from . import loader
    from .attach import Standoff
    from .attach import attach as attach_file

    with user_errors():
        known = [
            Standoff(row["id"], row["sha256"])
            for row in loader.table("documents").select(["id", "sha256", "standoff"]).to_pylist()
            if row["standoff"]
        ]
        article = attach_file(file, known)
        typer.echo(f"attached {article}: `conflictwire show {article}`, `conflictwire claims {article}`")


@app.command(epilog="Example: `ls $(conflictwire path)/ner`")
def path() -> None:
    """Print the folder that holds the Parquet files."""
    from . import loader

    typer.echo(str(loader.DATA))


def main() -> None:
    """Run the command line; characters that the output cannot hold become question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()
