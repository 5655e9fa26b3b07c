"""Plots of the statistics, as SVG: one function a plot, drawn from the stored series alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.layout import replacing
from scripts.records import Json

_INK, _GREY, _SOFT = "#1f4e79", "#8a8a8a", "#c9d8e6"


def _targets(axes: Any, rows: dict[str, list[float]]) -> None:
    names = list(rows)[::-1]
    axes.barh(names, [rows[name][0] for name in names], color=_INK, height=0.6, label="corpus")
    axes.plot([rows[n][1] for n in names], names, "|", color="black", markersize=14, markeredgewidth=2, label="target")
    axes.set_xlabel("percent of articles")
    axes.legend(frameon=False)


def genres(axes: Any, series: Json) -> None:
    """Draw the shares of genres against their targets."""
    _targets(axes, {name.replace("_", " "): row for name, row in series["genres"].items()})


def lengths(axes: Any, series: Json) -> None:
    """Draw the shares of length classes against their targets."""
    _targets(axes, {f"{name} words": row for name, row in series["lengths"].items()})


def years(axes: Any, series: Json) -> None:
    """Draw articles by year of publication."""
    axes.bar(list(series["years"]), list(series["years"].values()), color=_INK, width=0.7)
    axes.set_ylabel("articles")
    axes.tick_params(axis="x", rotation=45)


def countries(axes: Any, series: Json) -> None:
    """Draw articles by country."""
    axes.bar(list(series["countries"]), list(series["countries"].values()), color=_INK, width=0.7)
    axes.set_ylabel("articles")
    axes.tick_params(axis="x", labelsize=6, rotation=90)


def vocabulary(axes: Any, series: Json) -> None:
    """Draw different words against words, ours and real text."""
    for name, colour in (("ours", _INK), ("real", _GREY)):
        points = series.get("growth", {}).get(name, [])
        axes.plot([x for x, _ in points], [y for _, y in points], color=colour, label=name, linewidth=2)
    axes.set_xlabel("words")
    axes.set_ylabel("different words")
    axes.legend(frameon=False)


def cues(axes: Any, series: Json) -> None:
    """Draw the commonest attribution verbs."""
    names = list(series["cues"])[::-1]
    axes.barh(names, [series["cues"][name] for name in names], color=_INK, height=0.6)
    axes.set_xlabel("CUE spans")


def agreement(axes: Any, series: Json) -> None:
    """Draw exact-span agreement by label, with its bars."""
    names = sorted(series["labels"], key=lambda name: series["labels"][name])
    axes.barh(names, [series["labels"][name] for name in names], color=_INK, height=0.6)
    axes.axvline(series["bars"]["label"], color="black", linestyle=":", label="bar for one label")
    axes.axvline(series["bars"]["spans"], color="black", label="bar for all")
    axes.set_xlim(0.8, 1.0)
    axes.set_xlabel("exact F1 of two passes")
    axes.legend(frameon=False, loc="lower right")


def splits(axes: Any, series: Json) -> None:
    """Draw the sizes of the splits."""
    order = [name for name in ("train", "validation", "test", "test_region", "test_time") if name in series["sizes"]]
    axes.bar(order, [series["sizes"][name] for name in order], color=_INK, width=0.6)
    axes.set_ylabel("articles")


def tolls(axes: Any, series: Json) -> None:
    """Draw the most contested tolls: a row an incident, a mark a source, from its low to its high figure."""
    rows = series["tolls"][::-1]
    for number, row in enumerate(rows):
        for mark in row["victims"]:
            low, high = mark["low"], mark["high"]
            known = [value for value in (low, high) if value is not None]
            if not known:
                continue
            axes.plot([min(known), max(known)], [number, number], color=_SOFT, linewidth=5, solid_capstyle="round")
            marker = ">" if high is None else "<" if low is None else "o"
            axes.plot(known[:1], [number], marker, color=_INK, markersize=6, alpha=0.8)
    axes.set_yticks(range(len(rows)), [f"{row['place']}, {(row['date'] or '')[:10]}" for row in rows], fontsize=7)
    axes.set_xscale("symlog", linthresh=10)
    axes.set_xlim(left=0)
    axes.set_xlabel("people killed, as each source gives it (▷ at least, ◁ at most)")


#: file name -> (section, title, function)
PLOTS: dict[str, tuple[str, str, Callable[[Any, Json], None]]] = {
    "genres": ("Range", "Genres", genres),
    "lengths": ("Range", "Length", lengths),
    "years": ("Range", "Year of publication", years),
    "countries": ("Range", "Country", countries),
    "vocabulary": ("Prose", "Vocabulary growth, ours and real text", vocabulary),
    "cues": ("Prose", "Attribution verbs", cues),
    "agreement": ("Agreement before adjudication", "Agreement by label", agreement),
    "splits": ("Splits", "Articles in each split", splits),
    "tolls": ("Who says so", "The most contested tolls", tolls),
}


def draw(series: dict[str, Json], folder: Path) -> list[Path]:
    """Draw every plot into ``folder`` as SVG, the same bytes for the same series, and return the files."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    style: Any = {"svg.hashsalt": "conflictwire", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
    written: list[Path] = []
    for name, (section, title, function) in PLOTS.items():
        with mpl.rc_context(style):
            figure, axes = plt.subplots(figsize=(7, 3.8), layout="constrained")
            function(axes, series[section])
            axes.set_title(title, loc="left", fontweight="bold")
            path = folder / f"{name}.svg"
            with replacing(path) as temporary:
                figure.savefig(temporary, format="svg", metadata={"Date": None})
            plt.close(figure)
        written.append(path)
    return written
