"""Sequences of eight words, to find articles that share text.

Shingling after Broder, "On the resemblance and containment of documents" (1997). All shingles are kept for a corpus of
the size that people write; for a generated one, one in ``sample`` by value, which keeps memory flat and still finds
every pair that shares a passage.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

WIDTH = 8
_WORD = re.compile(r"\w+")
# Odd powers of an odd 64-bit number: a polynomial hash, whose products wrap.
_WEIGHTS = np.power(np.uint64(0x9E3779B97F4A7C15), np.arange(1, WIDTH + 1, dtype=np.uint64), dtype=np.uint64)
Hashes = npt.NDArray[np.uint64]


def words_of(text: str) -> list[str]:
    """Return the folded words of a text."""
    return _WORD.findall(text.casefold())


def shingle_hashes(words: list[str]) -> Hashes:
    """Return a 64-bit hash of each run of eight ``words``, in order; empty where there are fewer."""
    count = len(words) - WIDTH + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    crc = zlib.crc32
    codes = np.fromiter([crc(word.encode()) for word in words], dtype=np.uint64, count=len(words))
    hashes = np.lib.stride_tricks.sliding_window_view(codes, WIDTH) @ _WEIGHTS
    return hashes ^ (hashes >> np.uint64(29))


def sampled_hashes(text: str, sample: int) -> Hashes:
    """Return the different hashes of a text's shingles, one in ``sample`` by value."""
    hashes = shingle_hashes(words_of(text))
    return np.unique(hashes[hashes % np.uint64(sample) == 0] if sample > 1 else hashes)


def words_at(text: str, key: int) -> str:
    """Return the eight words of ``text`` that have the hash ``key``, empty where none have."""
    words = words_of(text)
    found = np.flatnonzero(shingle_hashes(words) == np.uint64(key))
    return " ".join(words[found[0] : found[0] + WIDTH]) if len(found) else ""


@dataclass
class ShingleIndex:
    """Which articles hold which eight-word sequence: two columns, hash and number of the article."""

    stock: frozenset[int] = frozenset()
    _hashes: array[int] = field(default_factory=lambda: array("Q"))
    _owners: array[int] = field(default_factory=lambda: array("I"))

    def add(self, owner: int, hashes: Hashes) -> None:
        """Add the hashes of the article with number ``owner``."""
        self._hashes.frombytes(hashes.tobytes())
        self._owners.extend([owner] * len(hashes))

    def shared(self) -> Iterator[tuple[int, list[int]]]:
        """Yield (hash, numbers of its articles) of each sequence that several articles hold, stock phrases apart."""
        hashes, owners = np.array(self._hashes, dtype=np.uint64), np.array(self._owners, dtype=np.uint32)
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]
        repeated = np.flatnonzero(hashes[1:] == hashes[:-1])
        groups = np.split(repeated, np.flatnonzero(np.diff(repeated) != 1) + 1) if len(repeated) else []
        for group in groups:
            key = int(hashes[group[0]])
            if key not in self.stock:
                yield key, owners[group[0] : group[-1] + 2].tolist()


def stock_hashes(phrases: Iterable[str]) -> frozenset[int]:
    """Return the hashes of the eight-word sequences of stock phrases, which any two articles may share."""
    found: set[int] = set()
    for phrase in phrases:
        found.update(shingle_hashes(words_of(phrase)).tolist())
    return frozenset(found)
