"""A stand-off article of invented text, from source files to the words that appear once a user has attached a copy."""

from __future__ import annotations

import hashlib
import json
import unicodedata

import pytest
from typer.testing import CliRunner

import conflictwire as cw
from conflictwire import loader
from conflictwire.attach import Standoff, attach, attached_text, home
from conflictwire.cli import app
from conflictwire.errors import AttachError
from scripts.check import check_corpus
from scripts.compile import build
from scripts.desk import article_text, store
from scripts.errors import UserError
from scripts.layout import dumps_metadata, write_text
from scripts.markup import from_markup

from .conftest import copy_small

ARTICLE, REGION = "ml-2025-06-07-ile-neuve-webpage", "sahel"

# Accents, a curly apostrophe and a dash: every usual change of encoding or normalisation changes the bytes.
MARKED = """#id ml-2025-06-07-ile-neuve-webpage
#zones
headline 1-1
body 2-5
#text
Café [[EVENT s1 type=attack incident=i1|raided]] at [[LOC s2 level=settlement|Île-Neuve]]

[[ORG s3|Lames d’août]] [[CUE s4|said]] it had [[EVENT s5 type=attack incident=i1|attacked]] a café – on the quay – in \
[[LOC s6 level=settlement|Île-Neuve]] and killed \
[[CASUALTY s7 outcome=killed victim=military low=12 high=12|12 soldiers]].

The [[ACTOR s8 kind=forces|garrison]] [[CUE s9|denied]] it.
#relations
place s1 s2 · agent s5 s3 · place s5 s6 · casualty s5 s7
source s5 s3 stance=asserts cue=s4 · source s7 s3 stance=asserts cue=s4 · source s5 s8 stance=denies cue=s9
"""


def text_of(markup: str) -> str:
    """Return the raw article of the inline form: what stands between its marks."""
    body = markup.split("#text\n")[1].split("\n#relations")[0]
    return "".join(part.split("|", 1)[-1] for piece in body.split("[[") for part in piece.split("]]"))


TEXT = text_of(MARKED) + "\n"


@pytest.fixture(params=[TEXT, TEXT.rstrip("\n")], ids=["line feed at the end", "no line feed at the end"])
def text(request) -> str:
    return request.param


@pytest.fixture
def corpus(tmp_path, text):
    """The small corpus with the stand-off article, valid by every rule, its text nowhere in it."""
    layout = copy_small(tmp_path / "tree")
    data = text.encode("utf-8")
    markup = MARKED.replace("\n#relations", "\n\n#relations") if text.endswith("\n") else MARKED
    annotation = from_markup(markup, text)
    passes = []
    for name in ("first", "second"):
        who = {"name": name, "kind": "model", "date": "2025-06-08"}
        path = layout.annotation_pass(name, REGION, ARTICLE)
        store(layout, REGION, ARTICLE, path, {**annotation, "provenance": {"pass": name, "annotator": who}})
        passes.append({"pass": name, "annotator": who, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    provenance = {
        "passes": passes,
        "adjudicator": {"name": "third", "kind": "model", "date": "2025-06-08"},
        "decisions": [],
        "corrections": [],
        "checked_by_person": [],
    }
    store(layout, REGION, ARTICLE, layout.gold(REGION, ARTICLE), {**annotation, "provenance": provenance})
    metadata = {
        "id": ARTICLE,
        "title": None,
        "country": "ML",
        "region": REGION,
        "published": "2025-06-07",
        "genre": "web_page",
        "story": "ile-neuve",
        "license": "LicenseRef-not-redistributable",
        "author": {"kind": "publisher", "name": "an invented page"},
        "standoff": True,
        "length": len(text),
        "bytes": len(data),
        "description": "An invented page for the tests.",
        "sha256": hashlib.sha256(data).hexdigest(),
        "declared": [],
        "headline_facts": [],
        "facts": [],
    }
    write_text(layout.metadata(REGION, ARTICLE), dumps_metadata(metadata))
    stories = json.loads(layout.splits.read_text(encoding="utf-8"))
    stories["stories"]["ile-neuve"] = "train"
    layout.splits.write_text(json.dumps(stories), encoding="utf-8")
    assert check_corpus(layout) == []
    return layout


@pytest.fixture
def installed(corpus, tmp_path, monkeypatch):
    """The small corpus in the place of the installed data."""
    build(corpus, tmp_path / "data")
    monkeypatch.setattr(loader, "DATA", tmp_path / "data")
    loader.splits.cache_clear()
    loader.manifest.cache_clear()
    yield corpus
    loader.splits.cache_clear()
    loader.manifest.cache_clear()


def document():
    return next(d for d in cw.documents() if d.id == ARTICLE)


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def kept() -> list[str]:
    return sorted(path.name for path in home().rglob("*")) if home().exists() else []


def saved(tmp_path, data: bytes):
    file = tmp_path / "saved page.txt"
    file.write_bytes(data)
    return file


def test_no_word_of_the_text_is_in_the_sources_or_in_the_data(installed, tmp_path):
    words = ("café", "Île", "Lames", "quay", "12 soldiers", "garrison")
    files = [p for p in installed.root.rglob("*") if p.is_file() and ARTICLE in p.name]
    assert len(files) == 4
    for path in files:
        assert not any(word in path.read_text(encoding="utf-8") for word in words), path
    row = next(r for r in loader.table("documents").to_pylist() if r["id"] == ARTICLE)
    assert not any(word in json.dumps(row, ensure_ascii=False) for word in words)


def test_without_a_copy_there_is_no_text(installed):
    assert document().text is None
    assert all(span.text is None for span in document().spans)
    assert [row["text"] for row in cw.claims(ARTICLE)] == [None, None]
    shown = run("show", ARTICLE)
    assert shown.exit_code == 0
    assert "may not be passed on" in shown.stdout
    with pytest.raises(UserError, match="is stand-off: give its text"):
        article_text(installed, REGION, ARTICLE)


def test_the_right_file_brings_the_words(installed, tmp_path, text):
    attached = run("attach", saved(tmp_path, text.encode("utf-8")))
    assert attached.exit_code == 0, attached.output
    assert attached.stdout.startswith(f"attached {ARTICLE}: ")
    assert kept() == [f"{ARTICLE}.txt"]

    assert document().text == text
    assert [span.text for span in document().spans] == [
        "raided", "Île-Neuve", "Lames d’août", "said", "attacked", "Île-Neuve", "12 soldiers", "garrison", "denied",
    ]  # fmt: skip
    rows = {row["stance"]: row for row in cw.claims(ARTICLE)}
    assert [rows["asserts"][key] for key in ("text", "source", "cue")] == ["12 soldiers", "Lames d’août", "said"]
    assert [rows["denies"][key] for key in ("text", "source", "cue")] == [None, "garrison", "denied"]
    assert article_text(installed, REGION, ARTICLE) == text

    shown = run("show", ARTICLE).stdout
    assert "Lames d’août[ORG] said[CUE] it had attacked[EVENT]" in shown
    assert "12 soldiers[CASUALTY]" in shown
    assert "garrison" in run("claims", ARTICLE).stdout


def test_attaching_twice_is_no_mistake(installed, tmp_path, text):
    file = saved(tmp_path, text.encode("utf-8"))
    assert [run("attach", file).exit_code for _ in range(2)] == [0, 0]
    assert kept() == [f"{ARTICLE}.txt"]


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


#: What was done to a copy, and what the refusal must name: all of it and nothing else.
COPIES = {
    "CRLF": (lambda t: crlf(t).encode(), {"line ends"}),
    "CR": (lambda t: t.replace("\n", "\r").encode(), {"line ends"}),
    "NFD": (lambda t: unicodedata.normalize("NFD", t).encode(), {"normalisation"}),
    "a line feed more": (lambda t: f"{t}\n".encode(), {"white space at its ends"}),
    "a space in front": (lambda t: f" {t}".encode(), {"white space at its ends"}),
    "BOM": (lambda t: t.encode("utf-8-sig"), {"byte order mark"}),
    "UTF-16": (lambda t: t.encode("utf-16"), {"UTF-16"}),
    "UTF-16 BE": (lambda t: b"\xfe\xff" + t.encode("utf-16-be"), {"UTF-16"}),
    "Windows-1252": (lambda t: t.encode("cp1252"), {"Windows-1252"}),
    "CRLF, line feeds more": (lambda t: crlf(f"{t}\n\n").encode(), {"line ends", "white space at its ends"}),
}
NAMES = {"line ends", "normalisation", "white space at its ends", "byte order mark", "UTF-16", "Windows-1252"}


def named(installed, file) -> set[str]:
    """Return which changes the refusal of a copy names."""
    result = run("attach", file)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"conflictwire: {file}: this is {ARTICLE}, but ")
    assert "nothing was attached" in result.stderr
    assert kept() == []
    assert document().text is None
    return {name for name in NAMES if name in result.stderr}


@pytest.mark.parametrize("change", COPIES)
def test_a_changed_copy_is_refused_and_the_change_named(installed, tmp_path, text, change):
    copy, expected = COPIES[change]
    assert named(installed, saved(tmp_path, copy(text))) == expected


@pytest.mark.parametrize("text", [TEXT], indirect=True)
def test_a_trimmed_copy_is_refused_and_the_trimming_named(installed, tmp_path, text):
    assert named(installed, saved(tmp_path, text.strip().encode())) == {"white space at its ends"}


TWO = {
    "UTF-16, CRLF": (lambda t: crlf(t).encode("utf-16"), {"UTF-16", "line ends"}),
    "Windows-1252, CRLF": (lambda t: crlf(t).encode("cp1252"), {"Windows-1252", "line ends"}),
    "BOM, CRLF": (lambda t: crlf(t).encode("utf-8-sig"), {"byte order mark", "line ends"}),
    "NFD, CRLF": (lambda t: unicodedata.normalize("NFD", crlf(t)).encode(), {"normalisation", "line ends"}),
    "Windows-1252, line feed": (lambda t: f"{t}\n".encode("cp1252"), {"Windows-1252", "white space at its ends"}),
}


@pytest.mark.parametrize("change", TWO)
def test_a_copy_with_two_changes_is_refused(installed, tmp_path, text, change):
    result = run("attach", saved(tmp_path, TWO[change][0](text)))
    assert result.exit_code == 1
    assert "nothing was attached" in result.stderr
    assert kept() == []


@pytest.mark.parametrize("change", TWO)
def test_two_changes_are_both_named(installed, tmp_path, text, change):
    """Windows' editors make both at once: a user who mends the one that is named is refused again."""
    copy, expected = TWO[change]
    assert named(installed, saved(tmp_path, copy(text))) == expected


@pytest.mark.parametrize(
    "changed",
    [
        lambda t: t.replace("12 soldiers", "13 soldiers"),
        lambda t: t.replace("quay", "key"),
        lambda t: t.replace("’", "'"),
        lambda t: t.replace(" – ", " - "),
        lambda t: t.replace("\n\n", "\n"),
        lambda t: t[: len(t) // 2],
        lambda t: "",
    ],
    ids=["number", "word", "apostrophe", "dash", "blank lines", "half", "nothing"],
)
def test_other_words_are_refused_with_both_hashes(installed, tmp_path, text, changed):
    data = changed(text).encode("utf-8")
    assert data != text.encode("utf-8")
    result = run("attach", saved(tmp_path, data))
    assert result.exit_code == 1
    assert "this is no stand-off article of this version; nothing was attached" in result.stderr
    assert hashlib.sha256(data).hexdigest() in result.stderr
    assert f"{ARTICLE}  sha256 {hashlib.sha256(text.encode('utf-8')).hexdigest()}" in result.stderr
    assert kept() == []


def test_what_is_no_file_is_refused(installed, tmp_path):
    for path, why in ((tmp_path / "nothing.txt", "No such file"), (tmp_path, "directory")):
        result = run("attach", path)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"conflictwire: {path}: cannot be read")
        assert why in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert kept() == []


def test_a_stored_copy_that_is_damaged_later_is_ignored(installed, tmp_path, text):
    assert run("attach", saved(tmp_path, text.encode("utf-8"))).exit_code == 0
    stored = home() / f"{ARTICLE}.txt"
    for damage in (text.replace("12", "21").encode(), crlf(text).encode(), b"", b"\xff\xfe\x00"):
        stored.write_bytes(damage)
        assert attached_text(ARTICLE, hashlib.sha256(text.encode()).hexdigest()) is None
        assert document().text is None
        assert [row["text"] for row in cw.claims(ARTICLE)] == [None, None]
    assert run("attach", saved(tmp_path, text.encode("utf-8"))).exit_code == 0
    assert document().text == text


def test_a_text_of_another_article_is_not_taken_for_this_one(corpus, tmp_path, text):
    other = Standoff("ml-2025-01-01-other-webpage", hashlib.sha256(b"Other words.\n").hexdigest())
    this = Standoff(ARTICLE, hashlib.sha256(text.encode()).hexdigest())
    assert attach(saved(tmp_path, b"Other words.\n"), [this, other]) == other.id
    assert kept() == [f"{other.id}.txt"]
    with pytest.raises(AttachError, match="none in this version"):
        attach(saved(tmp_path, b"Other words.\n"), [])


def test_a_home_that_is_a_file_is_one_message(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("", encoding="utf-8")
    monkeypatch.setenv("CONFLICTWIRE_HOME", str(tmp_path / "home"))
    with pytest.raises(AttachError, match="cannot be written"):
        attach(saved(tmp_path, b"Words.\n"), [Standoff("x", hashlib.sha256(b"Words.\n").hexdigest())])


def test_the_pipeline_takes_the_text_from_a_file_only_if_it_is_the_one(corpus, tmp_path, text):
    file = saved(tmp_path, text.encode("utf-8"))
    assert article_text(corpus, REGION, ARTICLE, file) == text
    with pytest.raises(UserError, match="sha256 differs"):
        article_text(corpus, REGION, ARTICLE, saved(tmp_path, crlf(text).encode("utf-8")))


def test_a_text_for_the_pipeline_that_is_not_there_is_one_message(corpus, tmp_path):
    with pytest.raises(UserError):
        article_text(corpus, REGION, ARTICLE, tmp_path / "nothing.txt")
