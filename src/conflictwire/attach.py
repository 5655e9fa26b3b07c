"""Join a stand-off article with the user's own copy of its text.

The corpus holds the sha256 and the annotations of articles whose text may not be passed on. A copy is accepted only
when its bytes have that hash; where a usual change explains the difference, the message names it.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .errors import AttachError


@dataclass(frozen=True, slots=True)
class Standoff:
    """What is known of a stand-off article."""

    id: str
    sha256: str


def home() -> Path:
    """Return where attached texts are kept: ``$CONFLICTWIRE_HOME``, else the user's data folder."""
    chosen = os.environ.get("CONFLICTWIRE_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("conflictwire", appauthor=False)


def attached_text(article: str, sha256: str) -> str | None:
    """Return the attached text of a stand-off article; None where there is none, or one that has been changed."""
    try:
        data = (home() / f"{article}.txt").read_bytes()
    except OSError:
        return None
    return data.decode("utf-8") if hashlib.sha256(data).hexdigest() == sha256 else None


def attach(file: Path, known: list[Standoff]) -> str:
    """Keep a copy of ``file`` as the text of the stand-off article that it is, and return that article's id.

    Args:
        file: the user's own copy.
        known: the stand-off articles of the corpus.

    Raises:
        AttachError: the bytes are none of the articles'; the message says what differs. Nothing is kept.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise AttachError(f"{file}: cannot be read ({error.strerror})") from error
    by_hash = {item.sha256: item.id for item in known}
    article = by_hash.get(hashlib.sha256(data).hexdigest())
    if article is None:
        raise AttachError(_explain(file, data, known))
    target = home() / f"{article}.txt"
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        raise AttachError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    return article


def _explain(file: Path, data: bytes, known: list[Standoff]) -> str:
    hashes = {item.sha256: item.id for item in known}
    for changes, candidate in _variants(data):
        article = hashes.get(hashlib.sha256(candidate).hexdigest())
        if article:
            named = ", and ".join(changes)
            return f"{file}: this is {article}, but {named}; nothing was attached (give the text as it was published)"
    listed = "\n".join(f"    {item.id}  sha256 {item.sha256}" for item in known) or "    none in this version"
    return (
        f"{file}: this is no stand-off article of this version; nothing was attached\n"
        f"    its sha256 is {hashlib.sha256(data).hexdigest()}, {len(data)} bytes\n{listed}\n"
        "    other words, an edited page or a different extraction cannot be told apart from another article"
    )


def _variants(data: bytes) -> list[tuple[tuple[str, ...], bytes]]:
    """Return (what may have been done to a text, the text that it may have been before), fewest changes first."""
    found: list[tuple[tuple[str, ...], bytes]] = []
    for codec, text in _decoded(data):
        for ends, plain in _with(text, _LINE_ENDS, [_lf(text)]):
            normal = [unicodedata.normalize(form, plain) for form in ("NFC", "NFD")]
            for form, composed in _with(plain, _NORMALISATION, normal):
                for space, padded in _with(composed, _WHITE_SPACE, _padded(composed)):
                    changes = tuple(name for name in (codec, ends, form, space) if name)
                    found.append((changes, padded.encode("utf-8", "surrogatepass")))
    return sorted(found, key=lambda item: len(item[0]))


_LINE_ENDS = "its line ends differ (CR LF or CR in place of LF)"
_NORMALISATION = "its Unicode normalisation differs"
_WHITE_SPACE = "white space at its ends was trimmed or added"


def _with(text: str, name: str, changed: list[str]) -> list[tuple[str, str]]:
    return [("", text), *((name, other) for other in changed if other != text)]


def _decoded(data: bytes) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    codecs = (
        ("", "utf-8"),
        ("it begins with a byte order mark", "utf-8-sig"),
        ("its encoding is UTF-16 in place of UTF-8", "utf-16"),
        ("its encoding is Windows-1252 in place of UTF-8", "cp1252"),
    )
    for name, codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeError:
            continue
        if all(text != seen for _, seen in out):
            out.append((name, text))
    return out


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _padded(text: str) -> list[str]:
    """Return ``text`` with the usual white space at its ends taken away or put back."""
    core = text.strip()
    kept_start = text[: len(text) - len(text.lstrip())]
    kept_end = text[len(text.rstrip()) :]
    starts = dict.fromkeys(["", " ", "  ", "\n", "\t", kept_start])
    ends = dict.fromkeys(["", "\n", "\n\n", " ", " \n", kept_end])
    return [start + core + end for start in starts for end in ends]
