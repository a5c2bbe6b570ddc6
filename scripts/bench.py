#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The measuring half of bench.sh, which builds and starts PostgreSQL first."""

import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests/e2e"))
from colophon import BINARY, CLEAN, Server, run  # noqa: E402

QUICK = "--quick" in sys.argv
DATASETS = 5_000 if QUICK else 100_000
SINGLES = 500 if QUICK else 5_000
TABLES = 500 if QUICK else 10_000
GROWTH = (250, 500, 2_500) if QUICK else (5_000, 10_000, 50_000)
PASSWORD = "bench-password"
SERVER_LOG = pathlib.Path(os.environ["PGDATA_SOCKET"]).parent / "server.log"

rows = []


def note(what, figure, unit, aim=""):
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


def measured(command, env):
    """Wall seconds, processor seconds and peak megabytes of a command that must succeed."""
    with tempfile.NamedTemporaryFile("r") as report:
        done = subprocess.run(["/usr/bin/time", "-f", "%e %U %S %M", "-o", report.name, *map(str, command)],
                              env={**CLEAN, **env}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"bench.py: {command[0]} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        wall, user, system, kilobytes = map(float, report.read().split())
    return {"seconds": wall, "cpu": user + system, "mb": kilobytes / 1024}


def load(server, datasets, batch, clients):
    done = subprocess.run([PROJECT / "build/release/ingest_bench", server.url, server.token, str(datasets), str(batch),
                           str(clients)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("bench.py: " + done.stderr)
    return json.loads(done.stdout)


# -- the server -------------------------------------------------------------------------------------------------------


def bench_server():
    print("Server", flush=True)
    with Server() as server:
        time.sleep(1)
        note("idle, empty catalog", resident_mb(server.process.pid), "MB resident", "< 40")
        big = load(server, DATASETS, 100, 1)
        note("POST /proposals, batches of 100, one client", big["aspects_per_second"], "aspects/s", "≥ 15,000 (25,000)")
        note("… 99th percentile of a batch", big["p99_ms"], "ms")
        note("… last tenth against the first", big["deciles"][-1] / big["deciles"][0], "× the rate", "≥ 0.9")
        note("… rate of each tenth", " ".join(f"{rate:,.0f}" for rate in big["deciles"]), "aspects/s")
        name = f"{DATASETS:,} data sets × 20 columns"
        note(f"{name}, just loaded", resident_mb(server.process.pid), "MB resident", "< 400")
        note(f"{name}, on disk", sum(file.stat().st_size for file in server.data.rglob("*") if file.is_file()) / 1e6, "MB")
        assert server.terminate() == 0
        start = time.monotonic()
        server.start()
        note(f"start with {name}", time.monotonic() - start, "s", "< 2")
        time.sleep(1)
        note(f"{name}, after a start", resident_mb(server.process.pid), "MB resident", "< 400")
        took = sorted(server.search(words)["took_ms"] for words in ("예약", "reservation", "vehicle_column_3", "zon", "*")
                      for _ in range(20))
        note("search with all facets, median", took[len(took) // 2], "ms")
        note("search with all facets, 95th percentile", took[len(took) * 95 // 100], "ms")
    with Server() as server:
        single = load(server, SINGLES, 1, 32)
        note("POST /proposals, one aspect each, 32 clients", single["aspects_per_second"], "aspects/s")
        note("… median and 99th percentile", f"{single['p50_ms']:.1f}, {single['p99_ms']:.1f}", "ms")


# -- PostgreSQL to searchable -----------------------------------------------------------------------------------------


def psql(database, *arguments, stdin=None):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments], input=stdin, text=True,
                          capture_output=True, check=True).stdout.strip()


class Shop:
    """A database of so many tables, and the least-privilege account on it. A context."""

    def __init__(self, tables):
        self.tables = tables
        self.name = f"shop_{tables}"

    def __enter__(self):
        psql("postgres", "-c", f"CREATE DATABASE {self.name}")
        psql(self.name, "-v", f"tables={self.tables}", "-f", str(PROJECT / "tests/bench/many_tables.sql"))
        psql(self.name, stdin=run("grants", "postgres", "--role", "bench_reader", "--database", self.name).stdout)
        psql(self.name, stdin=f"ALTER ROLE bench_reader PASSWORD '{PASSWORD}';"
                              "ALTER ROLE bench_reader SET log_statement = 'all';")
        return self

    def __exit__(self, *_):
        psql("postgres", "-c", f"DROP DATABASE {self.name} WITH (FORCE)")

    def source(self, user="bench_reader"):
        return {"type": "postgres", "config": {
            "host_port": "127.0.0.1:" + os.environ["PGPORT"], "database": self.name, "username": user,
            "password": PASSWORD, **({} if user == "bench_reader" else {"profiling": {"enabled": False}})}}


def statements(user):
    return SERVER_LOG.read_text(errors="replace").count(f"{user}|LOG:  ")


def ingest(shop, folder, server):
    """Our run, to a server that answers each batch when it can be found."""
    recipe = pathlib.Path(folder) / "recipe.yaml"
    sink = {"type": "colophon-rest", "config": {"server": server.url, "token": server.token}}
    recipe.write_text(json.dumps({"pipeline_name": "bench", "source": shop.source(), "sink": sink}))
    before = statements("bench_reader")
    run_figures = measured([BINARY, "ingest", "-c", recipe], {})
    return {**run_figures, "statements": statements("bench_reader") - before}


def datahub(shop, folder):
    """DataHub's client, extraction alone: into a file. It needs USAGE, else identity columns are lost to it."""
    psql(shop.name, stdin=f"CREATE ROLE bench_datahub LOGIN PASSWORD '{PASSWORD}';"
                          "ALTER ROLE bench_datahub SET log_statement = 'all';"
                          + "".join(f"GRANT USAGE ON SCHEMA shop_{n} TO bench_datahub;" for n in range(20)))
    recipe = pathlib.Path(folder) / "datahub.yaml"
    sink = {"type": "file", "config": {"filename": str(pathlib.Path(folder) / "datahub.json")}}
    recipe.write_text(json.dumps({"source": shop.source("bench_datahub"), "sink": sink}))
    figures = measured([os.environ["COLOPHON_DATAHUB"], "ingest", "-c", recipe],
                       {"DATAHUB_TELEMETRY_ENABLED": "false", "HOME": folder})
    return {**figures, "statements": statements("bench_datahub")}


def bench_postgres(folder):
    print(f"PostgreSQL, {TABLES:,} tables × 20 columns", flush=True)
    with Shop(TABLES) as shop:
        with Server() as server:
            ours = ingest(shop, folder, server)
            found = server.search("*", type="dataset")["total"]
            assert found >= TABLES, f"only {found} data sets arrived"
        note("colophon ingest, to searchable", ours["seconds"], "s")
        note("… its processor time", ours["cpu"], "s")
        note("… its memory", ours["mb"], "MB")
        note("… statements", ours["statements"], "", "a few dozen")
        if "COLOPHON_DATAHUB" in os.environ:
            theirs = datahub(shop, folder)
            note("DataHub's client, extraction alone", theirs["seconds"], "s")
            note("… its processor time", theirs["cpu"], "s")
            note("… its memory", theirs["mb"], "MB")
            note("… statements", theirs["statements"], "")
            note("we are faster by", theirs["seconds"] / ours["seconds"], "×", "≥ 20 (50)")
            note("we need of its memory", ours["mb"] / theirs["mb"], "×", "≤ 0.1")


def bench_growth(folder):
    print("How ingestion grows", flush=True)
    for tables in GROWTH:
        with Shop(tables) as shop, Server() as server:
            figures = ingest(shop, folder, server)
            note(f"{tables:,} tables", figures["seconds"], "s")
            note("… seconds for each 1,000", figures["seconds"] / tables * 1000, "s")
            note("… memory of colophon ingest", figures["mb"], "MB", "< 128")
            note("… memory of the server", resident_mb(server.process.pid), "MB")


def cpu_name():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def main():
    psql("postgres", stdin="ALTER SYSTEM SET log_line_prefix = '%u|'; SELECT pg_reload_conf();")
    bench_server()
    with tempfile.TemporaryDirectory(prefix="colophon-bench-") as folder:
        bench_postgres(folder)
        bench_growth(folder)
    machine = f"{os.cpu_count()} × {cpu_name()}"
    (PROJECT / "build/bench.json").write_text(
        json.dumps({"machine": machine, "quick": QUICK, "rows": rows}, ensure_ascii=False, indent=1))
    print(f"\n{machine}{', --quick' if QUICK else ''}\n")
    width = max(len(row["what"]) for row in rows)
    for row in rows:
        aim = f"   aim {row['aim']}" if row["aim"] else ""
        print(f"{row['what']:<{width}}  {shown(row['figure']):>10} {row['unit']}{aim}")


main()
