"""Each rule has one minimal invalid case, an overlay on `invalid/_valid`, and the exact report that it must give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.check import check_corpus
from scripts.errors import InvalidCorpus
from scripts.rules import RULES

from .conftest import copy_small

CASES = Path(__file__).parent / "invalid"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir() and path.name != "_valid")


def overlay(case: Path, target: Path) -> None:
    for path in sorted(case.rglob("*")):
        relative = path.relative_to(case)
        if not path.is_file() or relative.name == "report.txt":
            continue
        if relative.suffix == ".removed":
            (target / relative).with_suffix("").unlink()
            continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / relative)


def report(case: Path, target: Path) -> str:
    layout = copy_small(target)
    overlay(case, target)
    try:
        problems = check_corpus(layout)
    except InvalidCorpus as error:
        problems = error.problems
    return "".join(f"{problem}\n" for problem in problems)


def test_the_valid_corpus_is_valid(tmp_path):
    assert check_corpus(copy_small(tmp_path / "tree")) == []


def test_each_rule_has_a_case_and_each_case_a_rule():
    assert {rule.id for rule in RULES} == set(NAMES)


def test_rules_are_documented():
    assert all(rule.prose.endswith(".") and "\n" not in rule.prose for rule in RULES)


@pytest.mark.parametrize("name", NAMES)
def test_invalid_case(name, tmp_path, request):
    actual = report(CASES / name, tmp_path / "tree")
    expected = CASES / name / "report.txt"
    if request.config.getoption("--regenerate"):
        expected.write_text(actual, encoding="utf-8")
    assert actual == expected.read_text(encoding="utf-8"), (
        "python -m pytest tests/test_rules.py --regenerate rewrites it"
    )
    assert f" {name}: " in actual, f"the case of {name} does not break {name}"


def test_all_problems_come_in_one_run_and_levels_stop_per_article(tmp_path):
    layout = copy_small(tmp_path / "tree")
    overlay(CASES / "offset-surface", layout.root)
    overlay(CASES / "registry-years", layout.root)
    overlay(CASES / "story-split", layout.root)
    found = {problem.rule for problem in check_corpus(layout)}
    assert {"offset-surface", "registry-years", "story-split"} <= found


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_schema_check_agrees_with_jsonschema(name, tmp_path):
    import json

    from scripts.rules.shape import explaining_validator, fast_validator

    layout = copy_small(tmp_path / "tree")
    overlay(CASES / name, layout.root)
    for target, pattern in (("annotation", "annotations/*/*.json"), ("metadata", "corpus/*/*.json")):
        for path in layout.root.glob(pattern):
            try:
                value = json.loads(path.read_bytes())
            except ValueError:
                continue
            if path.parent.name != "registry":
                assert fast_validator(target).is_valid(value) == explaining_validator(target).is_valid(value), path
