from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
# Speed is measured in benchmarks/, not in tests that share their machine.
settings.register_profile("conflictwire", deadline=None)
settings.load_profile("conflictwire")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="rewrite tests/invalid/*/report.txt from what the rules say"
    )


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """No test sees or leaves attached texts."""
    monkeypatch.setenv("CONFLICTWIRE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def layout():
    from scripts.layout import Layout

    return Layout(ROOT)


@pytest.fixture(scope="session")
def built(tmp_path_factory, layout) -> Path:
    """The corpus, compiled once."""
    from scripts.compile import build

    target = tmp_path_factory.mktemp("built") / "data"
    build(layout, target)
    return target


@pytest.fixture
def small(tmp_path):
    """A valid corpus of two articles that a test may damage."""
    return copy_small(tmp_path / "tree")


def copy_small(target: Path):
    from scripts.layout import Layout

    shutil.copytree(ROOT / "tests" / "invalid" / "_valid", target)
    for name in ("pyproject.toml", "schema.json"):
        shutil.copyfile(ROOT / name, target / name)
    return Layout(target)
