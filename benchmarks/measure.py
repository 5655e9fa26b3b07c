"""Runs one command as a cold process and prints its seconds, CPU seconds and peak memory as one JSON object.

A process's peak starts at that of the process which started it. So the command is started by this file run as a script
of its own, which imports next to nothing, and never by the caller.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SAMPLED_EVERY = 0.1
_UNIT = 1 if sys.platform == "darwin" else 1024

Figures = dict[str, float]


def cold(command: list[str], scratch: Path) -> Figures:
    """Run ``python COMMAND…`` at the root of the repository, offline, and return what it took.

    Args:
        command: what follows ``python``.
        scratch: where libraries may keep what they cache.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    path = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {
        "PYTHONPATH": path,
        "HF_HOME": str(scratch / "hf"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    helper = [sys.executable, "-I", "-S", __file__, sys.executable, *command]
    done = subprocess.run(helper, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def measure(command: list[str]) -> Figures:
    """Run ``command`` as a child of this process and return what it took.

    The peak is that of the command and of all processes that it starts, at one moment: sampled where there is
    ``/proc``, and at least the largest that the system reports for one of them.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    peaks = [0]
    over = threading.Event()
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def sample() -> None:
        while not over.wait(_SAMPLED_EVERY):
            peaks[0] = max(peaks[0], resident_bytes(process.pid))

    watcher = threading.Thread(target=sample)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    over.set()
    watcher.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = max(used.ru_maxrss * _UNIT, peaks[0])
    return {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "peak_mib": peak / 2**20}


def resident_bytes(root: int) -> int:
    """Return the resident memory of process ``root`` and all below it; 0 where there is no ``/proc``.

    A page that several of them share counts once (the proportional set size of Linux), where the system tells it.
    """
    total, waiting = 0, [str(root)]
    while waiting:
        process = Path("/proc", waiting.pop())
        try:
            total += _own_share(process)
            for task in (process / "task").iterdir():
                waiting += (task / "children").read_text().split()
        except OSError:
            continue
    return total


def _own_share(process: Path) -> int:
    try:
        rows = (process / "smaps_rollup").read_text().split("\n")
        return next(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))
    except (OSError, StopIteration):
        return int((process / "statm").read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    json.dump(measure(sys.argv[1:]), sys.stdout)
