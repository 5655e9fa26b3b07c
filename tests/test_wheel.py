"""sdist -> wheel -> clean environment -> command line, as `pip install` does it, and what may not be in either."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from conflictwire.tags import CONFIGS
from scripts.layout import Layout

from .conftest import ROOT

pytestmark = pytest.mark.slow

_NOT_SOURCE = (".git", ".*_cache", ".hypothesis", ".venv", "__pycache__", "*.egg-info", "dist", "build", "data")


def copy_tree(target: Path) -> Path:
    """Copy the tracked files of this tree, or all of its sources where it is no clone."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            if (ROOT / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, target / name)
    else:
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*_NOT_SOURCE))
    return target


def run(*command: str | Path, cwd: Path, temporary: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command that sees nothing of this tree: another working directory, no PYTHONPATH."""
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    if temporary is not None:
        temporary.mkdir(exist_ok=True)
        environment |= {"TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def build(kind: str, source: Path, out: Path, temporary: Path | None = None) -> subprocess.CompletedProcess[str]:
    out.mkdir(exist_ok=True)
    command = (sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", out, source)
    return run(*command, cwd=out, temporary=temporary)


def built(kind: str, source: Path, out: Path, temporary: Path | None = None) -> Path:
    result = build(kind, source, out, temporary)
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    (file,) = out.iterdir()
    return file


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("wheel")


@pytest.fixture(scope="module")
def tree(work) -> Path:
    return copy_tree(work / "tree")


@pytest.fixture(scope="module")
def sdist(work, tree) -> Path:
    return built("sdist", tree, work / "sdist")


@pytest.fixture(scope="module")
def unpacked(work, sdist) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(work / "unpacked", filter="data")
    (folder,) = (work / "unpacked").iterdir()
    return folder


@pytest.fixture(scope="module")
def wheel(work, unpacked) -> Path:
    return built("wheel", unpacked, work / "wheel", work / "temporary")


@pytest.fixture(scope="module")
def manifest(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return json.loads(archive.read("conflictwire/data/manifest.json"))


@pytest.fixture(scope="module")
def installed(work, wheel) -> Path:
    """A fresh environment with the wheel, which finds the wheel's dependencies where this process has them."""
    home = work / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", home], check=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python", "--disable-pip-version-check")
    result = run(*pip, "install", "--no-deps", "--no-index", "--quiet", wheel, cwd=work)
    assert result.returncode == 0, result.stdout + result.stderr
    # The interpreter's own environment may be a virtual one too, whose packages --system-site-packages does not give.
    (site,) = home.rglob("site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


def test_the_sdist_holds_every_source(tree, unpacked):
    folders = {"annotations", "benchmarks", "corpus", "scripts", "src", "tests"}
    files = {
        "schema.json",
        "splits.json",
        "README.md",
        "DATASHEET.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "pyproject.toml",
    }
    wanted = {
        path.relative_to(tree).as_posix()
        for path in tree.rglob("*")
        if path.is_file()
        and (path.relative_to(tree).parts[0] in folders | files | {"CITATION.cff", "LICENSE", "LICENSE-DATA"})
    }
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert wanted - held == set()
    assert held - wanted <= {"PKG-INFO", ".gitignore"}
    for name in wanted:
        assert (unpacked / name).read_bytes() == (tree / name).read_bytes(), name


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(tree, wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    modules = {f"conflictwire/{path.name}" for path in (tree / "src" / "conflictwire").glob("*.py")}
    splits = ("train", "validation", "test", "test_region", "test_time")
    data = {f"conflictwire/data/{config}/{split}.parquet" for config in CONFIGS for split in splits}
    data |= {f"conflictwire/data/{name}" for name in ("schema.json", "manifest.json", "names.json")}
    package = {name for name in names if ".dist-info/" not in name}
    assert package == modules | data | {"conflictwire/py.typed"}
    licences = {name.rsplit("/", 1)[1] for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-DATA"}


def test_the_manifest_of_the_wheel_states_its_files(wheel, manifest):
    with zipfile.ZipFile(wheel) as archive:
        for name, entry in manifest["files"].items():
            data = archive.read(f"conflictwire/data/{name}")
            assert hashlib.sha256(data).hexdigest() == entry["sha256"], name
            assert len(data) == entry["bytes"]


def test_the_wheel_of_the_tree_and_that_of_the_sdist_are_the_same_bytes(work, tree, wheel):
    again = built("wheel", tree, work / "again")
    assert again.name == wheel.name
    assert sha256(again) == sha256(wheel)
    assert not (tree / "src" / "conflictwire" / "data").exists()


def test_a_build_leaves_nothing_in_the_temporary_folder(work, wheel):
    assert list((work / "temporary").iterdir()) == []


USE = """
import json, sys
import conflictwire as cw
rows = {f"{c}/{s}.parquet": d.num_rows for c in cw.configs() for s, d in cw.load(c).items()}
words = {d.id: d.text is not None and all(d.text[s.start:s.end] == s.text for s in d.spans) for d in cw.documents()}
print(json.dumps({"file": cw.__file__, "version": cw.__version__, "rows": rows, "words": words, "paths": sys.path}))
"""


def test_the_installed_package_gives_all_configs_from_any_folder(installed, tmp_path, manifest):
    result = run(installed / "python", "-c", USE, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert Path(found["file"]).is_relative_to(installed.parent)
    assert not any(Path(path).is_relative_to(ROOT / "src") for path in found["paths"])
    assert found["version"] == manifest["version"]
    assert found["rows"] == {name: e["rows"] for name, e in manifest["files"].items() if name.endswith(".parquet")}
    assert sum(found["words"].values()) == sum(manifest["counts"]["articles"].values()) - manifest["counts"]["standoff"]


def test_the_entry_point_shows_what_is_inside(installed, tmp_path, tree, manifest):
    articles = sum(1 for _ in Layout(tree).articles())
    shown = run(installed / "conflictwire", "info", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert f"{articles} articles" in shown.stdout
    as_json = run(installed / "conflictwire", "info", "--json", cwd=tmp_path)
    assert json.loads(as_json.stdout) == manifest
    path = run(installed / "conflictwire", "path", cwd=tmp_path).stdout.strip()
    assert Path(path).is_relative_to(installed.parent)
    assert (Path(path) / "ner" / "train.parquet").is_file()


def test_an_invalid_annotation_fails_the_build_with_its_own_message(work, unpacked):
    broken = work / "broken"
    shutil.copytree(unpacked, broken)
    golds = {path: path.read_text(encoding="utf-8") for path in sorted((broken / "annotations").glob("sahel/*.json"))}
    gold, text = next((path, text) for path, text in golds.items() if '"text": "JNIM"' in text)
    damaged = text.replace('"text": "JNIM"', '"text": "JNIN"', 1)
    gold.write_text(damaged, encoding="utf-8")
    line = damaged[: damaged.index('"text": "JNIN"')].count("\n") + 1

    result = build("wheel", broken, work / "broken-out")
    said = result.stdout + result.stderr
    assert result.returncode != 0
    assert "conflictwire was not built:" in said
    assert f"annotations/sahel/{gold.name}:{line}:" in said
    assert "offset-surface" in said
    assert "FAILED: 1 problems" in said
    assert list((work / "broken-out").iterdir()) == []
    assert not list(broken.rglob("*.parquet"))
