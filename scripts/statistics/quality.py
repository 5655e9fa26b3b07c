"""How far the annotation can be trusted: agreement, label error, registry links, splits."""

from __future__ import annotations

from typing import Any

from scripts.audit import error_rates
from scripts.records import Article, Json, Registry
from scripts.split import split_of

from .measure import Measure, Section, percent

_BARS = {"spans": 0.965, "label": 0.90, "relations": 0.91, "source with stance": 0.94, "attributes": 0.97}


def agreement_section(figures: Json, by_split: dict[str, Json], by_pair: dict[str, Json]) -> Section:
    """Return agreement of the two passes before adjudication, against its bars."""
    spans, relations = figures["spans"], figures["relations"]
    measures = [Measure("exact spans, F1", spans["all"]["exact_f1"], _BARS["spans"], n=spans["all"]["n"], digits=3)]
    for label, row in spans.items():
        if label != "all":
            measures.append(Measure(f"{label}, F1", row["exact_f1"], _BARS["label"], n=row["n"], digits=3))
    for name, bar in (("all", _BARS["relations"]), ("source with stance", _BARS["source with stance"])):
        title = "relations, F1" if name == "all" else "source with stance, F1"
        measures.append(Measure(title, relations[name]["f1"], bar, n=relations[name]["n"], digits=3))
    both = figures["attributes"]["all"]
    measures.append(Measure("attributes, share equal", both["agree"], _BARS["attributes"], n=both["n"], digits=3))
    measures += [
        Measure(
            f"exact spans in {kind} {name}, F1", row["spans"]["all"]["exact_f1"], n=row["spans"]["all"]["n"], digits=3
        )
        for kind, groups in (("split", by_split), ("pair", by_pair))
        for name, row in groups.items()
    ]
    series = {label: row["exact_f1"] for label, row in spans.items()}
    return Section("Agreement before adjudication", tuple(measures), {"labels": series, "bars": _BARS})


def error_section(audits: list[Json]) -> Section:
    """Return the label error that the audited articles show: what it is, and the upper end of its interval."""
    bars = {"spans": 1.5, "relations": 4.0}
    measures = [Measure("articles annotated a third time", len(audits), 60)]
    for name, rate in error_rates(audits).items():
        note = f"95 percent interval {100 * rate.low:.2f} to {100 * rate.high:.2f}"
        measures.append(Measure(f"wrong {name}, percent", 100 * rate.rate, None, bars[name], rate.n, 2, note))
    return Section("Label error", tuple(measures if audits else measures[:1]), {})


def registry_section(articles: list[Article], registry: Registry) -> Section:
    """Return how many names are linked to the registry."""
    spans = [span for article in articles for span in article.annotation["spans"]]
    measures: list[Measure] = []
    for labels, key, bar in (({"ARMED_GROUP", "STATE_FORCE"}, "actor", 90), ({"LOC"}, "place", 80)):
        of_label = [span for span in spans if span["label"] in labels]
        linked = sum(key in span for span in of_label)
        name = " and ".join(sorted(labels))
        measures.append(
            Measure(f"{name} linked, percent", percent(linked, len(of_label)), bar, n=len(of_label), digits=1)
        )
    located = sum("latitude" in place for place in registry.place_rows)
    measures += [
        Measure("actors", len(registry.actor_rows)),
        Measure("places", len(registry.place_rows)),
        Measure("places with coordinates", located),
    ]
    return Section("Registry", tuple(measures), {})


def split_section(articles: list[Article], stories: dict[str, str], proof: dict[str, Any]) -> Section:
    """Return the sizes of the splits and the proof that they share nothing."""
    sizes: dict[str, int] = {}
    for article in articles:
        split = split_of(article, stories)
        sizes[split] = sizes.get(split, 0) + 1
    plain = sum(sizes.get(split, 0) for split in ("train", "validation", "test"))
    measures = [
        Measure(f"{split}, percent of these three", percent(sizes.get(split, 0), plain), share - 5, share + 5, plain, 1)
        for split, share in (("train", 70.0), ("validation", 10.0), ("test", 20.0))
    ]
    measures += [Measure(f"{split}, articles", sizes.get(split, 0), 40) for split in ("test_region", "test_time")]
    for name, value in proof.items():
        if name not in {"stories", "names seen in train"}:
            measures.append(Measure(name, value if isinstance(value, int) else len(value), None, 0))
    for split, rows in proof["names seen in train"].items():
        for label, (seen, names) in rows.items():
            if names:
                title = f"{label} names of {split} unseen in train, percent"
                measures.append(Measure(title, percent(names - seen, names), n=names))
    return Section("Splits", tuple(measures), {"sizes": sizes})
