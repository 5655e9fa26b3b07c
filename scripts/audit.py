"""Label error of gold: a blind third annotation of a random sample, and a judgment on every difference.

The third annotator sees the raw text and the guidelines alone. Each difference from gold is then judged: gold is wrong,
or it is not (the third is wrong, or both readings stand under the rules). Errors are counted against the gold spans and
relations of the sampled articles.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

from .adjudicate import Difference, decision_sheet, decisions_of, differences
from .align import Alignment
from .desk import article_text, today
from .errors import UserError
from .layout import Layout, dumps_rows, write_text
from .read import read_json_file
from .records import Json

THIRD = "third"
#: What a judge may say of a difference. Gold is wrong in the two last.
VERDICTS = ("gold", "both", "third", "neither")
_WRONG = frozenset({"third", "neither"})


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Errors found among ``n`` marks of gold, with a 95 percent interval."""

    errors: int
    n: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """Errors for each mark; 0 where there are none."""
        return self.errors / self.n if self.n else 0.0


def sample(articles: list[tuple[str, str]], size: int, seed: int) -> list[tuple[str, str]]:
    """Return a random sample of (region, id), the same for the same seed, in order of id."""
    order = sorted(articles, key=lambda item: item[1])
    return sorted(random.Random(seed).sample(order, min(size, len(order))), key=lambda item: item[1])


def verdict_sheet(layout: Layout, region: str, article: str) -> str:
    """Return the differences of gold (``first``) and the third annotation (``second``), to be judged.

    Raises:
        UserError: the article has no third annotation.
    """
    return decision_sheet(article, _differences(layout, region, article)[0])


def apply_verdicts(layout: Layout, region: str, article: str, sheet: Path, judge: str, kind: str) -> Path:
    """Store the judged differences of an article and return the file.

    Raises:
        UserError: a difference is not judged, the sheet is of other annotations, or no judge is named.
    """
    if not judge:
        raise UserError(f"{sheet}: an audit needs --annotator, the name of who judges")
    found, gold = _differences(layout, region, article)
    try:
        filled = json.loads(sheet.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{sheet}: no sheet of `python -m scripts audit ID` ({error})") from error
    rows = decisions_of(found, filled, str(sheet), VERDICTS, "audit")
    record: Json = {
        "id": article,
        "judge": {"name": judge, "kind": kind, "date": today()},
        "gold_sha256": _sha256(layout.gold(region, article)),
        "third_sha256": _sha256(layout.annotation_pass(THIRD, region, article)),
        "spans": len(gold["spans"]),
        "relations": len(gold["relations"]),
        "differences": [
            {"kind": d.kind, "gold": d.first, "third": d.second}
            | {key: rows[d.number][key] for key in ("decision", "rule")}
            for d in found
        ],
    }
    path = layout.audit(region, article)
    write_text(path, dumps_rows(record, frozenset({"differences"})))
    return path


def _differences(layout: Layout, region: str, article: str) -> tuple[list[Difference], Json]:
    path = layout.annotation_pass(THIRD, region, article)
    if not path.is_file():
        raise UserError(f"{article} has no third annotation (write one with `unmark --pass {THIRD}`)")
    gold = read_json_file(layout, layout.gold(region, article), "annotation")
    third = read_json_file(layout, path, "annotation")
    return differences(Alignment(gold, third), article_text(layout, region, article)), gold


def read_audits(layout: Layout) -> list[Json]:
    """Return the judged articles, in order of id."""
    paths = sorted(layout.annotations.glob("audit/*/*.json"), key=lambda path: path.stem)
    return [read_json_file(layout, path, "annotation") for path in paths]


def error_rates(audits: list[Json]) -> dict[str, ErrorRate]:
    """Return the label error of spans (their attributes too) and of relations."""
    spans = sum(_wrong(audit, relation=False) for audit in audits)
    relations = sum(_wrong(audit, relation=True) for audit in audits)
    return {
        "spans": _rate(spans, sum(audit["spans"] for audit in audits)),
        "relations": _rate(relations, sum(audit["relations"] for audit in audits)),
    }


def _wrong(audit: Json, *, relation: bool) -> int:
    rows = (row for row in audit["differences"] if (row["kind"] == "relation") == relation)
    return sum(row["decision"] in _WRONG for row in rows)


def _rate(errors: int, n: int) -> ErrorRate:
    """Return a rate with its interval (Wilson, "Probable Inference, the Law of Succession", JASA 1927)."""
    if not n:
        return ErrorRate(0, 0, 0.0, 1.0)
    z = 1.96
    share = min(1.0, errors / n)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return ErrorRate(errors, n, max(0.0, middle - half), min(1.0, middle + half))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
