"""Who says so, counted: tolls with a source, contested incidents, denials, withheld word."""

from __future__ import annotations

from collections import Counter, defaultdict

from conflictwire.claim_table import claim_rows
from scripts.check import CorpusCheck
from scripts.compile import registry_names
from scripts.records import Article, Json

from .measure import Measure, Section


def corpus_claims(check: CorpusCheck, articles: list[Article]) -> list[Json]:
    """Return the claims of all articles, places and actors by their registry names."""
    names = registry_names(check)
    return [r for a in articles for r in claim_rows(a.id, a.annotation["spans"], a.annotation["relations"], names)]


def contested(rows: list[Json]) -> set[tuple[str, str]]:
    """Return the (article, incident) for which two speakers give differing tolls of one outcome and kind of victim.

    The article itself is a speaker too. Parts of a toll ("including three children") and sums over several incidents
    are left out.
    """
    bounds: defaultdict[tuple[str, str, str, str], set[tuple[int | None, int | None]]] = defaultdict(set)
    speakers: defaultdict[tuple[str, str, str, str], set[str | None]] = defaultdict(set)
    for row in rows:
        if row["incident"] and row["outcome"] and row["scope"] == "incident" and not row["part_of"]:
            key = (row["article"], row["incident"], row["outcome"], row["victim"])
            bounds[key].add((row["low"], row["high"]))
            speakers[key].add(row["source"])
    return {key[:2] for key, values in bounds.items() if len(values) > 1 and len(speakers[key]) > 1}


def claim_section(articles: list[Article], claims: list[Json]) -> Section:
    """Return the measures of claims over all articles."""
    stances = Counter(r["stance"] for a in articles for r in a.annotation["relations"] if r["type"] == "source")
    sourced = {
        (a.id, r["head"])
        for a in articles
        for r in a.annotation["relations"]
        if r["type"] == "source" and a.span_by_id[r["head"]]["label"] == "CASUALTY"
    }
    incidents = contested(claims)
    measures = (
        Measure("tolls (CASUALTY) with a source", len(sourced), 1000),
        Measure("incidents with two or more differing tolls", len(incidents), 120),
        Measure("denies or denies_role", stances["denies"] + stances["denies_role"], 80),
        Measure("withholds", stances["withholds"], 120),
        Measure("rows of the claims table", len(claims)),
    )
    return Section(
        "Who says so", measures, {"stances": dict(stances.most_common()), "tolls": _most_contested(claims, articles)}
    )


def _most_contested(claims: list[Json], articles: list[Article], limit: int = 12) -> list[Json]:
    """Return the incidents with the most differing death tolls, one a story, each source's range, for a plot."""
    story = {a.id: a.metadata["story"] for a in articles}
    found: defaultdict[tuple[str, str], list[Json]] = defaultdict(list)
    for row in claims:
        if row["outcome"] == "killed" and row["incident"] and row["scope"] == "incident" and not row["part_of"]:
            found[row["article"], row["incident"]].append(row)
    order = sorted(found.items(), key=lambda item: (-len({(r["low"], r["high"]) for r in item[1]}), item[0]))
    shown: list[Json] = []
    told: set[str] = set()
    for (article, _), rows in order:
        if story[article] in told:
            continue
        told.add(story[article])
        place = next((row["place"].split("; ")[0] for row in rows if row["place"]), article)
        marks = [{"source": r["source"] or "the article", "low": r["low"], "high": r["high"]} for r in rows]
        shown.append({"article": article, "place": place, "date": rows[0]["date"], "victims": marks})
    return shown[:limit]
