"""The documents: their numbers are those of the data, their links and commands work, no question is left open."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import typer
import yaml

import scripts.__main__
from conflictwire import cli
from scripts.docs import DOCUMENTS, fill_documents
from scripts.errors import UserError
from scripts.layout import Layout

from .conftest import ROOT

#: Gebru et al., "Datasheets for Datasets", 2021: how each question begins, by section, in order.
QUESTIONS = {
    "Motivation": [
        "For what purpose was the dataset created?",
        "Who created the dataset",
        "Who funded the creation of the dataset?",
        "Any other comments?",
    ],
    "Composition": [
        "What do the instances that comprise the dataset represent",
        "How many instances are there in total",
        "Does the dataset contain all possible instances or is it a sample",
        "What data does each instance consist of?",
        "Is there a label or target associated with each instance?",
        "Is any information missing from individual instances?",
        "Are relationships between individual instances made explicit",
        "Are there recommended data splits",
        "Are there any errors, sources of noise, or redundancies in the dataset?",
        "Is the dataset self-contained, or does it link to or otherwise rely on external resources",
        "Does the dataset contain data that might be considered confidential",
        "Does the dataset contain data that, if viewed directly, might be offensive, insulting, threatening",
        "Does the dataset relate to people?",
        "Does the dataset identify any subpopulations",
        "Is it possible to identify individuals",
        "Does the dataset contain data that might be considered sensitive in any way",
        "Any other comments?",
    ],
    "Collection process": [
        "How was the data associated with each instance acquired?",
        "What mechanisms or procedures were used to collect the data",
        "If the dataset is a sample from a larger set, what was the sampling strategy",
        "Who was involved in the data collection process",
        "Over what timeframe was the data collected?",
        "Were any ethical review processes conducted",
        "Did you collect the data from the individuals in question directly, or obtain it via third parties",
        "Were the individuals in question notified about the data collection?",
        "Did the individuals in question consent to the collection and use of their data?",
        "If consent was obtained, were the consenting individuals provided with a mechanism to revoke",
        "Has an analysis of the potential impact of the dataset and its use on data subjects",
        "Any other comments?",
    ],
    "Preprocessing, cleaning, labelling": [
        "Was any preprocessing",
        "Was the raw data saved in addition to the preprocessed",
        "Is the software that was used to preprocess",
        "Any other comments?",
    ],
    "Uses": [
        "Has the dataset been used for any tasks already?",
        "Is there a repository that links to any or all papers or systems that use the dataset?",
        "What (other) tasks could the dataset be used for?",
        "Is there anything about the composition of the dataset or the way it was collected",
        "Are there tasks for which the dataset should not be used?",
        "Any other comments?",
    ],
    "Distribution": [
        "Will the dataset be distributed to third parties outside of the entity",
        "How will the dataset be distributed",
        "When will the dataset be distributed?",
        "Will the dataset be distributed under a copyright or other intellectual property",
        "Have any third parties imposed IP-based or other restrictions on the data",
        "Do any export controls or other regulatory restrictions apply to the dataset",
        "Any other comments?",
    ],
    "Maintenance": [
        "Who will be supporting",
        "How can the owner, curator or manager of the dataset be contacted",
        "Is there an erratum?",
        "Will the dataset be updated",
        "If the dataset relates to people, are there applicable limits on the retention of the data",
        "Will older versions of the dataset continue to be supported",
        "If others want to extend, augment, build on or contribute to the dataset, is there a mechanism",
        "Any other comments?",
    ],
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def version() -> str:
    return tomllib.loads(read("pyproject.toml"))["project"]["version"]


# Numbers


def test_no_document_is_stale(layout):
    assert fill_documents(layout, check_only=True) == [], "run `python -m scripts docs`"


@pytest.fixture
def tree(tmp_path):
    for name in ("corpus", "annotations"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("schema.json", "splits.json", "pyproject.toml", *DOCUMENTS):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return Layout(tmp_path)


def test_a_stale_number_and_a_stale_block_are_found_and_mended(tree):
    for name, old, new in (
        ("README.md", "<!-- n:articles -->", "<!-- n:articles -->9"),
        ("DATASHEET.md", "| genre | n |\n", "| genre | n |\n| poem | 7 |\n"),
        ("CITATION.cff", f"version: {version()}", "version: 0.0.9"),
    ):
        path = tree.root / name
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        assert fill_documents(tree, check_only=True) == [name]
        assert path.read_text(encoding="utf-8") != before
        assert fill_documents(tree, check_only=False) == [name]
        assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("marker", ["<!-- n:nothing -->1<!-- -->", "<!-- generated:nothing -->\nx\n<!-- end -->"])
def test_a_marker_that_nothing_fills_is_named(tree, marker):
    path = tree.root / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + marker, encoding="utf-8")
    with pytest.raises(UserError, match=r"'nothing', which scripts/docs\.py does not make"):
        fill_documents(tree, check_only=True)


def test_every_marker_is_closed():
    for name in DOCUMENTS:
        text = read(name)
        opened = len(re.findall(r"<!-- (?:generated|n):", text))
        assert opened == text.count("<!-- end -->") + text.count("<!-- -->"), name


# Datasheet


def answers():
    """Return {section: {question: answer}} of the datasheet."""
    found: dict[str, dict[str, str]] = {}
    for section in re.split(r"^## ", read("DATASHEET.md"), flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        rows = [row.partition("\n") for row in re.split(r"^### ", body, flags=re.MULTILINE)[1:]]
        found[title] = {question: answer for question, _, answer in rows}
    return found


def test_the_datasheet_has_every_section():
    assert list(answers()) == list(QUESTIONS)
    assert sum(map(len, QUESTIONS.values())) == 58


@pytest.mark.parametrize("section", QUESTIONS)
def test_the_datasheet_asks_and_answers_every_question(section):
    found = answers()[section]
    assert len(found) == len(QUESTIONS[section])
    for (asked, answer), question in zip(found.items(), QUESTIONS[section], strict=True):
        assert asked.startswith(question)
        assert asked.endswith("?")
        words = re.sub(r"<!--.*?-->", "", answer, flags=re.DOTALL)
        assert re.search(r"\w{2,}.*\.", words, re.DOTALL), f"no answer: {asked}"
        assert not re.search(r"\b(TODO|TBD|FIXME)\b", words)


# README


COMMANDS = ["python -m pip install . && conflictwire info", "python -m pip install '.[test]' && python -m pytest"]


def test_the_two_commands_stand_in_the_readme():
    lines = read("README.md").splitlines()
    at = [lines.index(f"    {command}") for command in COMMANDS]
    assert at[1] == at[0] + 1
    assert [sum(command in line for line in lines) for command in COMMANDS] == [1, 1]
    if (ROOT / ".ci" / "run").exists():
        assert COMMANDS[1] in read(".ci/run")


def test_every_command_of_the_readme_exists():
    known = {
        "conflictwire": set(typer.main.get_command(cli.app).commands),  # pyright: ignore
        "python -m scripts": set(typer.main.get_command(scripts.__main__.app).commands),  # pyright: ignore
    }
    for caller, names in known.items():
        used = set(re.findall(rf"(?:^|[`(&] ?|^    ){caller} ([a-z]+)", read("README.md"), re.MULTILINE))
        assert len(used) > 4
        assert used <= names, used - names


def example() -> str:
    """Return the Python example of the section "Load"."""
    section = read("README.md").split("## Load\n")[1].split("\n## ")[0]
    block = re.search(r"((?:    .*\n|\n)+)", section)
    assert block
    return re.sub(r"^    ", "", block[1], flags=re.MULTILINE).strip("\n")


def test_the_python_example_runs():
    code = example()
    assert code.startswith("import conflictwire as cw\n")
    assert "cw.to_spacy(" in code
    result = subprocess.run([sys.executable, "-"], input=code, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) > 10, "the loop of the example prints events"


def test_each_line_of_the_example_gives_what_its_comment_says():
    import datasets
    import pyarrow

    import conflictwire as cw

    said = dict(re.findall(r"^(cw\.[^#\n]+?) +# (.+)$", example(), re.MULTILINE))
    kinds = {"datasets.DatasetDict": datasets.DatasetDict, "datasets.Dataset": datasets.Dataset}
    kinds["pyarrow.Table"] = pyarrow.Table
    checked = 0
    for line, comment in said.items():
        value = eval(line, {"cw": cw})
        name = comment.split(",")[0]
        if name in kinds:
            assert type(value) is kinds[name], line
            checked += 1
        elif comment.startswith("{"):
            assert repr(value).replace("'", '"').startswith(comment.removesuffix(", …}")), line
            checked += 1
    assert checked == 4


def anchors(name: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", read(name), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", ["README.md", "DATASHEET.md", "CHANGELOG.md", "annotations/GUIDELINES.md"])
def test_every_link_points_to_a_file(name):
    targets = re.findall(r"\]\(([^)\s]+)\)", read(name))
    for target in targets:
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        assert not path or ((ROOT / name).parent / path).exists(), target
        if anchor:
            assert anchor in anchors(path or name), target
    assert targets or name not in {"README.md", "DATASHEET.md"}


# Citation and changelog


def test_the_citation_is_yaml_with_the_version_of_the_project():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert str(citation["version"]) == version()
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "dataset"
    assert citation["authors"]
    assert set(citation["license"]) == {"Apache-2.0", "CC-BY-4.0"}
    assert citation["message"]
    assert citation["title"].startswith("ConflictWire")


def test_the_changelog_begins_with_the_version_and_date_of_the_citation():
    newest = re.search(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", read("CHANGELOG.md"), re.MULTILINE)
    assert newest
    citation = yaml.safe_load(read("CITATION.cff"))
    assert (newest[1], newest[2]) == (version(), str(citation["date-released"]))
