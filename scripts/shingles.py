"""Sequences of eight words, to find articles that share text.

Shingling after Broder, "On the resemblance and containment of documents" (1997). All shingles are kept for a corpus of
the size that people write; for a generated one, one in ``sample`` by value, which keeps memory flat and still finds
every pair that shares a passage.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

WIDTH = 8
_WORD = re.compile(r"\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def shingle_hashes(words: list[str]) -> npt.NDArray[np.uint64]:
    """Return a 64-bit hash of each run of eight ``words``, in order; empty where there are fewer."""
    count = len(words) - WIDTH + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    codes = np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(WIDTH):
        hashes = (hashes ^ codes[offset : offset + count]) * _FACTOR
        hashes ^= hashes >> np.uint64(29)
    return hashes


@dataclass(frozen=True)
class ShingleIndex:
    """Which articles hold which eight-word sequence."""

    stock: frozenset[int] = frozenset()
    sample: int = 1
    first: dict[int, str] = field(default_factory=dict[int, str])
    common: dict[int, tuple[str, list[str]]] = field(default_factory=dict[int, tuple[str, list[str]]])

    def add(self, article: str, text: str) -> None:
        """Add the sequences of one article."""
        words = _WORD.findall(text.casefold())
        hashes = shingle_hashes(words)
        kept = np.flatnonzero(hashes % np.uint64(self.sample) == 0)
        for at, key in zip(kept.tolist(), hashes[kept].tolist(), strict=True):
            holder = self.first.setdefault(key, article)
            if holder == article or key in self.stock:
                continue
            known = self.common.setdefault(key, (" ".join(words[at : at + WIDTH]), [holder]))
            if article not in known[1]:
                known[1].append(article)

    def shared(self) -> list[tuple[str, list[str]]]:
        """Return (words, article ids) of every sequence that several articles hold, in order of the words."""
        return sorted(self.common.values())


def stock_hashes(phrases: Iterator[str] | list[str]) -> frozenset[int]:
    """Return the hashes of the eight-word sequences of stock phrases, which any two articles may share."""
    found: set[int] = set()
    for phrase in phrases:
        found.update(shingle_hashes(_WORD.findall(phrase.casefold())).tolist())
    return frozenset(found)
