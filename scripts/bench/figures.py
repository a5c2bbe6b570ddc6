# SPDX-License-Identifier: Apache-2.0
"""What every part of the bench does with its figures: measure, note, print."""

import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests/e2e"))
from colophon import CLEAN  # noqa: E402

rows = []
details = {}  # what else goes into the file, by name


def note(what, figure, unit="", aim=""):
    """One line of the table."""
    rows.append({"what": what, "figure": figure, "unit": unit, "aim": aim})
    print(f"  {what}: {shown(figure)} {unit}", flush=True)


def shown(figure):
    if isinstance(figure, str):
        return figure
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:,.2f}"


def resident_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def measured(command, env=None):
    """Wall seconds, processor seconds and peak megabytes of a command that must succeed."""
    with tempfile.NamedTemporaryFile("r") as report:
        done = subprocess.run(["/usr/bin/time", "-f", "%e %U %S %M", "-o", report.name, *map(str, command)],
                              env={**CLEAN, **(env or {})}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"bench: {command[0]} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        wall, user, system, kilobytes = map(float, report.read().split())
    return {"seconds": wall, "cpu": user + system, "mb": kilobytes / 1024, "output": done.stdout}


def cpu_name():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def print_table(part, quick):
    machine = f"{os.cpu_count()} × {cpu_name()}"
    (PROJECT / f"build/bench-{part}.json").write_text(
        json.dumps({"machine": machine, "quick": quick, "rows": rows, **details}, ensure_ascii=False, indent=1))
    print(f"\n{machine}{', --quick' if quick else ''}\n")
    width = max(len(row["what"]) for row in rows)
    for row in rows:
        aim = f"   aim {row['aim']}" if row["aim"] else ""
        print(f"{row['what']:<{width}}  {shown(row['figure']):>10} {row['unit']}{aim}")
