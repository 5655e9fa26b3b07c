"""Runs -> tables, on the terminal and in README.md, and results.json."""

from __future__ import annotations

import json
import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from .load import AGAINST
from .measure import Figures

Section = dict[str, Any]
_HERE = Path(__file__).parent
_RESULTS = _HERE / "results.json"
_README = _HERE / "README.md"
_BLOCK = re.compile(r"(<!-- generated:results -->\n).*?(<!-- end -->)", re.DOTALL)
_PACKAGES = ("pyarrow", "datasets", "spacy", "jsonschema", "jsonschema-rs", "numpy")


def machine() -> Section:
    """Return what a reader must know of the machine, its load included."""
    cpu = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", cpu.read_text()) if cpu.is_file() else []
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def section(host: Section, runs: list[Section]) -> Section:
    """Return runs with the day and the machine."""
    return {"date": datetime.now(UTC).date().isoformat(), "machine": host, "runs": runs}


def save(found: dict[str, Section]) -> dict[str, Section]:
    """Put the sections ``found`` in the place of those of an earlier day; return all of them."""
    old: dict[str, Section] = json.loads(_RESULTS.read_text(encoding="utf-8")) if _RESULTS.is_file() else {}
    results = old | found
    _RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    parts = []
    for name, (title, header, rows) in tables(results).items():
        host = results[name]["machine"]
        packages = ", ".join(f"{package} {host[package]}" for package in _PACKAGES)
        parts.append(f"### {title}\n\n{_markdown(header, rows)}\n")
        parts.append(
            f"{results[name]['date']}; {host['cores']} cores ({host['cpu']}), load {host['load']} at the start; "
            f"Python {host['python']}, {packages}.\n"
        )
    readme = _README.read_text(encoding="utf-8")
    _README.write_text(_BLOCK.sub(lambda m: m[1] + "\n".join(parts) + m[2], readme), encoding="utf-8")
    return results


def tables(results: dict[str, Section]) -> dict[str, tuple[str, list[str], list[list[str]]]]:
    """Return section -> (title, header, rows)."""
    kinds = {
        "build": (
            "Build",
            ["pipeline", "articles", "articles/s", "s", "CPU s", "peak MiB", "x", "x by CPU"],
            _build_rows,
        ),
        "memory": ("Memory of the build", ["articles", "articles/s", "s", "peak MiB"], _memory_rows),
        "load": ("Cold start", ["process", "ms", "peak MiB", "against", "ms more", "ratio"], _load_rows),
    }
    return {
        name: (title, header, rows(results[name]["runs"]))
        for name, (title, header, rows) in kinds.items()
        if name in results
    }


def on_terminal(results: dict[str, Section]) -> list[Table]:
    """Return the tables for a terminal."""
    found: list[Table] = []
    for title, header, rows in tables(results).values():
        table = Table(title=title, box=SIMPLE_HEAD, pad_edge=False)
        for number, name in enumerate(header):
            words = not number or name == "against"
            width = 0 if words else max(len(cell) for cell in (name, *(row[number] for row in rows)))
            table.add_column(name, justify="left" if words else "right", min_width=width, overflow="fold")
        for row in rows:
            table.add_row(*row)
        found.append(table)
    return found


def _markdown(header: list[str], rows: list[list[str]]) -> str:
    rule = ["---" if not number or name == "against" else "---:" for number, name in enumerate(header)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def _middle(runs: list[Figures], key: str) -> float:
    return median(run[key] for run in runs)


def _build_rows(runs: list[Section]) -> list[list[str]]:
    first = runs[0]
    base, base_cpu = (first["articles"] / _middle(first["rounds"], key) for key in ("seconds", "cpu"))
    rows: list[list[str]] = []
    for run in runs:
        articles, rounds = run["articles"], run["rounds"]
        seconds, cpu = _middle(rounds, "seconds"), _middle(rounds, "cpu")
        rows.append(
            [
                run["name"], f"{articles:,}", f"{articles / seconds:,.0f}", f"{seconds:.1f}", f"{cpu:.1f}",
                f"{_middle(rounds, 'peak_mib'):.0f}", f"{articles / seconds / base:.1f}",
                f"{articles / cpu / base_cpu:.1f}",
            ]
        )  # fmt: skip
    return rows


def _memory_rows(runs: list[Section]) -> list[list[str]]:
    return [
        [
            f"{run['articles']:,}", f"{run['articles'] / _middle(run['rounds'], 'seconds'):,.0f}",
            f"{_middle(run['rounds'], 'seconds'):.0f}", f"{_middle(run['rounds'], 'peak_mib'):.0f}",
        ]
        for run in runs
    ]  # fmt: skip


def _load_rows(runs: list[Section]) -> list[list[str]]:
    seconds = {run["name"]: _middle(run["rounds"], "seconds") for run in runs}
    rows: list[list[str]] = []
    for run in runs:
        own, other = seconds[run["name"]], AGAINST.get(run["name"], "")
        compared = [f"{1000 * (own - seconds[other]):+.0f}", f"{own / seconds[other]:.2f}"] if other else ["", ""]
        rows.append([run["name"], f"{1000 * own:.0f}", f"{_middle(run['rounds'], 'peak_mib'):.0f}", other, *compared])
    return rows
