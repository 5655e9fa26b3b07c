"""How wide the corpus is: events, countries, years, genres, lengths, noise, disagreement."""

from __future__ import annotations

from collections import Counter, defaultdict

from scripts.check import body_text
from scripts.records import Article, Json

from .claims import contested
from .measure import Measure, Section, percent, share_measures, written

#: Shares of articles in percent that the corpus is planned to have.
GENRES = {
    "agency_report": 25.0, "daily": 15.0, "web_page": 12.0, "local_report": 8.0, "situation_report": 7.0,
    "explainer": 6.0, "radio_bulletin": 5.0, "live_page": 5.0, "rights_brief": 5.0, "security_digest": 5.0,
    "timeline": 3.0, "court_report": 2.0, "question_answer": 2.0,
}  # fmt: skip
LENGTHS = {"60-150": 25.0, "150-300": 45.0, "300-500": 22.0, "500-1,000": 8.0}
OTHER = {"furniture": 33.0, "two sources that differ, deny or withhold": 50.0, "no violence": 20.0}
SERIES = "several events in one article"
_WITHIN = 5.0
_BOUNDS = ((150, "60-150"), (300, "150-300"), (500, "300-500"))
VIOLENT = frozenset({
    "attack", "clash", "operation", "air_strike", "shelling", "explosion", "killing", "abduction", "seizure", "repulse",
    "siege",
})  # fmt: skip
_HARM = frozenset({"killed", "wounded", "harmed", "missing", "abducted"})


def length_class(words: int) -> str:
    """Return the length class of an article of so many words, furniture not counted."""
    return next((name for bound, name in _BOUNDS if words < bound), "500-1,000")


def differs(article: Article, rows: list[Json]) -> bool:
    """Whether a source denies or withholds, or an incident has differing tolls.

    Args:
        article: the article.
        rows: its claims, as :func:`conflictwire.claim_table.claim_rows` gives them.
    """
    stances = (r["stance"] for r in article.annotation["relations"] if r["type"] == "source")
    return any(stance != "asserts" for stance in stances) or bool(contested(rows))


def violent(article: Article) -> bool:
    """Whether an article tells of violence that happened, or of people killed, wounded, missing or abducted."""
    return any(
        (span["label"] == "EVENT" and span["type"] in VIOLENT and span["realis"] == "actual")
        or (span["label"] == "CASUALTY" and span["outcome"] in _HARM)
        for span in article.annotation["spans"]
    )


def spread(articles: list[Article], claims: list[Json]) -> Section:
    """Return the spread of the written articles, whose ``claims`` say which of them tell of disagreement."""
    ours = written(articles)
    of_article: defaultdict[str, list[Json]] = defaultdict(list)
    for row in claims:
        of_article[row["article"]].append(row)
    total = len(ours)
    words = [len(body_text(a).split()) for a in ours]
    genres = Counter(a.metadata["genre"] for a in ours)
    lengths = Counter(map(length_class, words))
    countries = Counter(a.metadata["country"] for a in ours)
    regions = Counter(a.metadata["region"] for a in ours)
    years = Counter(a.metadata["published"][:4] for a in ours)
    events = {a.metadata["facts"][0]["id"] for a in ours}
    home = regions["sahel"] + regions["lake-chad"]
    other = {
        "furniture": sum(any(z["zone"] == "furniture" for z in a.annotation["zones"]) for a in ours),
        "two sources that differ, deny or withhold": sum(differs(a, of_article[a.id]) for a in ours),
        "no violence": sum(not violent(a) for a in ours),
        SERIES: sum(len(a.metadata["facts"]) > 1 for a in ours),
    }
    measures = (
        Measure("articles written for the corpus", total, 600),
        Measure("words, furniture not counted", sum(words), 150_000, note="aim"),
        Measure("fact sheets that are the main event of an article", len(events), 450),
        Measure("countries", len(countries), 30),
        Measure("Sahel and Lake Chad, percent", percent(home, total), 45, 55, total, 1),
        Measure("first year of publication", min(map(int, years), default=0), None, 2012),
        Measure("last year of publication", max(map(int, years), default=0), 2026),
        *share_measures(GENRES, genres, GENRES, _WITHIN, "genre"),
        *share_measures(LENGTHS, lengths, LENGTHS, _WITHIN, "words"),
        *(
            Measure(f"{name}, percent", percent(other[name], total), OTHER[name] - 5, OTHER[name] + 5, total, 1)
            for name in OTHER
        ),
        Measure(f"{SERIES}, percent", percent(other[SERIES], total), 28, 38, total, 1),
    )
    series = {
        "genres": {name: [percent(genres[name], total), GENRES[name]] for name in GENRES},
        "lengths": {name: [percent(lengths[name], total), LENGTHS[name]] for name in LENGTHS},
        "years": dict(sorted(years.items())),
        "regions": dict(regions.most_common()),
        "countries": dict(countries.most_common()),
    }
    return Section("Range", measures, series)
