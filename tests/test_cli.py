"""Both command lines, run as a user runs them: exit codes, what is printed, and what a mistake looks like."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
import typer

import conflictwire as cw
import scripts.__main__
from conflictwire import cli, schema
from conflictwire.show import figure
from scripts.rules import RULES

from .conftest import ROOT, copy_small

ROWS = cw.table("documents").select(["id", "genre", "standoff"]).to_pylist()
GENRES = {row["genre"]: row["id"] for row in ROWS}
WRITTEN = next(row["id"] for row in ROWS if not row["standoff"])
STANDOFF = next(row["id"] for row in ROWS if row["standoff"])


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    styled = {"FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TTY_COMPATIBLE"}
    plain = {key: value for key, value in os.environ.items() if key not in styled}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**plain, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def conflictwire(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("-c", "from conflictwire.cli import main; main()", *arguments, **environment)


def pipeline(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "scripts", *arguments, **environment)


def said(result: subprocess.CompletedProcess[str]) -> str:
    """Return what a command that must succeed printed."""
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    return result.stdout


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which a command turned its user's mistake down."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "Traceback" not in line
    return line


def squeezed(text: str) -> str:
    return " ".join(text.split())


# conflictwire


def test_info_shows_the_numbers_of_the_manifest():
    counts = cw.manifest()["counts"]
    shown = said(conflictwire("info"))
    total = {name: sum(counts[name].values()) for name in ("articles", "words", "spans", "relations")}
    assert f"ConflictWire {cw.manifest()['version']}" in shown
    assert f"{total['articles']} articles ({counts['standoff']} stand-off, without text)" in shown
    assert f"{total['words']:,} words" in shown
    assert f"{total['spans']:,} spans, {total['relations']:,} relations" in squeezed(shown)
    assert f"{len(counts['countries'])} countries" in shown
    for name in ("spans", "relations", "stances", "genres"):
        for key, number in counts[name].items():
            assert re.search(rf"\b{key} +{number:,}(?![\d,])", shown), (name, key)
    for split, number in counts["articles"].items():
        assert re.search(rf"\b{split} +{number} +{counts['words'][split]:,}(?![\d,])", shown), split
    assert "\x1b" not in shown


def test_info_as_json_is_the_manifest():
    assert json.loads(said(conflictwire("info", "--json"))) == cw.manifest()


def test_list_has_a_line_for_each_article():
    lines = said(conflictwire("list")).splitlines()
    documents = {document.id: document for document in cw.documents()}
    assert [line.split()[0] for line in lines] == list(documents)
    for line in lines:
        article = documents[line.split()[0]]
        assert line.split()[2:4] == [article.published, article.genre]
        assert line.endswith(article.title or "-")


def test_list_of_one_split_as_json():
    rows = json.loads(said(conflictwire("list", "--split", "test", "--json")))
    assert [row["id"] for row in rows] == [document.id for document in cw.documents("test")]
    assert {row["split"] for row in rows} == {"test"}
    assert {tuple(row) for row in rows} == {("split", "id", "published", "genre", "title")}


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_show_into_a_pipe_tags_every_span_and_has_no_colour(genre):
    document = next(d for d in cw.documents() if d.id == GENRES[genre])
    shown = said(conflictwire("show", document.id))
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 160
    assert shown.startswith((document.title or document.id)[:60])
    article, _, tables = shown.partition("Incidents")
    for label in schema.span_labels():
        expected = len(document.spans_with(label)) if document.text is not None else 0
        assert article.count(f"[{label}]") == expected, label
    for event in document.events:
        assert re.search(rf"^ {event.incident} ", tables, re.MULTILINE), event.incident
    if document.text is None:
        assert "may not be passed on" in article
    else:
        plain = re.sub(rf"\[({'|'.join(schema.span_labels())})\]", "", article)
        assert squeezed(document.text) in squeezed(plain)


def test_show_as_json_is_the_whole_document():
    shown = json.loads(said(conflictwire("show", WRITTEN, "--json")))
    document = next(d for d in cw.documents() if d.id == WRITTEN)
    assert shown["text"] == document.text
    assert [span["text"] for span in shown["spans"]] == [span.text for span in document.spans]
    assert [(r["type"], r["head"]["id"], r["tail"]["id"]) for r in shown["relations"]] == [
        (r.type, r.head.id, r.tail.id) for r in document.relations
    ]


def test_claims_of_an_article():
    rows = cw.claims(WRITTEN)
    shown = said(conflictwire("claims", WRITTEN))
    body = shown[shown.rindex("─") :]
    assert rows
    assert sum(bool(re.match(r" (i\d+|sum) ", line)) for line in body.splitlines()) == len(rows)
    for row in rows:
        wanted = [row["stance"] or "(the article)", figure(row)]
        assert all(part in body for part in wanted)
    assert json.loads(said(conflictwire("claims", WRITTEN, "--json"))) == rows


def test_claims_of_all_articles():
    assert json.loads(said(conflictwire("claims", "--json"))) == cw.claims()


def test_claims_of_a_standoff_article_name_no_word_of_it():
    rows = json.loads(said(conflictwire("claims", STANDOFF, "--json")))
    assert rows
    assert all(row["text"] is None and row["cue"] is None for row in rows)
    assert "text not attached" in squeezed(said(conflictwire("claims", STANDOFF)))


def test_path_is_where_the_parquet_is():
    from conflictwire.loader import DATA

    assert said(conflictwire("path")).strip() == str(DATA)


@pytest.mark.parametrize("command", ["show", "claims"])
def test_an_unknown_article_is_one_line(command):
    line = refused(conflictwire(command, "ml-0000-00-00-nothing"))
    assert line.startswith("conflictwire: no article 'ml-0000-00-00-nothing'")


@pytest.mark.parametrize("command", ["show", "claims"])
def test_an_unknown_article_points_to_the_list(command):
    assert "conflictwire list" in refused(conflictwire(command, "ml-0000-00-00-nothing"))


def test_an_unknown_split_is_one_line_with_those_that_there_are():
    line = refused(conflictwire("list", "--split", "dev"))
    assert line == f"conflictwire: no split 'dev'; there are {', '.join(cw.splits())}"


@pytest.mark.parametrize("arguments", [["show"], ["attach"], ["shwo"], ["list", "--splot", "test"], ["show", "a", "b"]])
def test_wrong_usage_is_exit_2_without_traceback(arguments):
    result = conflictwire(*arguments)
    assert result.returncode == 2
    assert "Usage:" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [["claims"], ["claims", "--json"], ["list"]])
def test_a_reader_that_goes_away_gets_no_traceback(arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", "from conflictwire.cli import main; main()", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(timeout=30)


def test_info_into_a_file_on_windows():
    assert "articles" in said(conflictwire("info", PYTHONIOENCODING="cp1252"))


# Help of both


def commands():
    for name, app in (("conflictwire", cli.app), ("scripts", scripts.__main__.app)):
        group = typer.main.get_command(app)
        for command, found in group.commands.items():  # pyright: ignore
            yield name, command, [p.name for p in found.params if p.param_type_name == "argument"]


COMMANDS = list(commands())
ARGUED = [(name, command) for name, command, arguments in COMMANDS if arguments]


def help_of(name: str, *command: str) -> str:
    return said((conflictwire if name == "conflictwire" else pipeline)(*command, "--help"))


@pytest.mark.parametrize("name", ["conflictwire", "scripts"])
def test_help_lists_every_command(name):
    shown = help_of(name)
    for _, command, _ in (row for row in COMMANDS if row[0] == name):
        assert re.search(rf"^│ {command} ", shown, re.MULTILINE), command


@pytest.mark.parametrize(("name", "command"), [row[:2] for row in COMMANDS], ids=lambda value: str(value))
def test_help_of_every_command(name, command):
    shown = help_of(name, command)
    assert re.search(rf"Usage: .*\b{command} ", shown)
    assert "--root" not in shown
    if (name, command) in ARGUED:
        example = squeezed(shown.partition("Example")[2])
        caller = "conflictwire" if name == "conflictwire" else "python -m scripts"
        assert f"{caller} {command}" in example, f"{name} {command} --help shows no example"


# python -m scripts


def test_rules_are_listed():
    lines = said(pipeline("rules")).splitlines()
    assert [line.split()[2] for line in lines] == [rule.id for rule in RULES]
    rows = json.loads(said(pipeline("rules", "--json")))
    assert rows == [{"id": r.id, "level": r.level, "scope": r.scope, "rule": r.prose} for r in RULES]


@pytest.fixture
def broken(tmp_path):
    """A corpus with one span whose words are not those of the text."""
    layout = copy_small(tmp_path / "tree")
    gold = layout.gold("sahel", "ml-2025-05-24-dioura-agency")
    text = gold.read_text(encoding="utf-8").replace('"text": "JNIM"', '"text": "JNIN"')
    gold.write_text(text, encoding="utf-8")
    return layout


def test_check_of_a_clean_corpus(small):
    assert said(pipeline("check", "--root", str(small.root))) == f"PASSED: 2 articles, {len(RULES)} rules\n"
    assert json.loads(said(pipeline("check", "--json", "--root", str(small.root)))) == []


def test_check_says_where_what_expected_and_actual(broken):
    result = pipeline("check", "--root", str(broken.root))
    assert result.returncode == 1
    assert result.stderr == ""
    gold = broken.gold("sahel", "ml-2025-05-24-dioura-agency")
    lines = gold.read_text(encoding="utf-8").splitlines()
    place = re.match(rf"{re.escape(broken.relative(gold))}:(\d+):(\d+) offset-surface: ", result.stdout)
    assert place
    assert lines[int(place[1]) - 1][int(place[2]) - 1 :].startswith('{"id": "s6"')
    assert "    expected: JNIN\n    actual: JNIM\n" in result.stdout
    assert result.stdout.splitlines()[-1] == f"FAILED: 1 problems, 2 articles, {len(RULES)} rules"


def test_check_as_json(broken):
    result = pipeline("check", "--json", "--root", str(broken.root))
    assert result.returncode == 1
    (problem,) = json.loads(result.stdout)
    assert problem["rule"] == "offset-surface"
    assert problem["file"] == "annotations/sahel/ml-2025-05-24-dioura-agency.json"
    assert problem["line"] > 1
    assert set(problem) == {"file", "line", "column", "rule", "message", "expected", "actual", "fix"}


def test_check_of_single_files(broken):
    root = ["--root", str(broken.root)]
    good = broken.text("lake-chad", "ne-2025-05-30-tera-radio")
    bad = broken.gold("sahel", "ml-2025-05-24-dioura-agency")
    assert said(pipeline("check", str(good), *root)) == f"PASSED: 1 articles, {len(RULES)} rules\n"
    for file in (bad, broken.text("sahel", bad.stem), broken.metadata("sahel", bad.stem)):
        result = pipeline("check", str(file), *root)
        assert result.returncode == 1
        assert "offset-surface" in result.stdout
    both = pipeline("check", str(good), str(bad), *root)
    assert both.returncode == 1
    assert both.stdout.splitlines()[-1] == f"FAILED: 1 problems, 2 articles, {len(RULES)} rules"


def test_check_of_a_file_of_no_article(small):
    line = refused(pipeline("check", "corpus/sahel/nothing.txt", "--root", str(small.root)))
    assert line.startswith("nothing: no such article")


def test_check_of_a_folder_that_is_no_source_tree(tmp_path):
    assert "no article found" in refused(pipeline("check", "--root", str(tmp_path)))


def test_check_counts_articles_not_files(small):
    files = [str(path) for path in sorted((small.corpus / "sahel").iterdir())]
    assert len(files) == 2
    assert said(pipeline("check", *files, "--root", str(small.root))).startswith("PASSED: 1 articles")


def test_check_of_a_pass_checks_the_pass(small):
    file = small.annotation_pass("first", "sahel", "ml-2025-05-24-dioura-agency")
    file.write_text(file.read_text(encoding="utf-8").replace('"start": 96,', '"start": 97,'), encoding="utf-8")
    problem = f"{small.relative(file)}:13:5 offset-surface"
    assert problem in pipeline("check", "--root", str(small.root)).stdout
    assert problem in pipeline("check", str(file), "--root", str(small.root)).stdout


def test_build_of_another_tree_into_another_folder(small, tmp_path):
    result = pipeline("build", "--root", str(small.root), "--out", str(tmp_path / "out"))
    assert result.returncode == 0, result.stderr
    assert "stories in two splits: 0" in result.stdout
    assert "2 articles" in result.stdout.splitlines()[-1]
    assert (tmp_path / "out" / "documents" / "train.parquet").is_file()


def test_build_is_silent_where_nobody_watches(small, tmp_path):
    assert pipeline("build", "--root", str(small.root), "--out", str(tmp_path / "out")).stderr == ""


def test_format_check_names_the_files_that_differ(small):
    root = ["--root", str(small.root)]
    gold = small.gold("sahel", "ml-2025-05-24-dioura-agency")
    pipeline("format", *root)
    stored = gold.read_bytes()
    gold.write_text(json.dumps(json.loads(stored)), encoding="utf-8")
    result = pipeline("format", "--check", *root)
    assert result.returncode == 1
    assert result.stdout == f"differs {small.relative(gold)}\n"
    assert said(pipeline("format", *root)) == f"formatted {small.relative(gold)}\n"
    assert gold.read_bytes() == stored
    assert said(pipeline("format", "--check", *root)) == ""


@pytest.mark.parametrize("command", ["markup", "adjudicate"])
def test_an_unknown_article_of_the_pipeline_is_one_line(command):
    assert refused(pipeline(command, "nothing")).startswith("nothing: no such article")
