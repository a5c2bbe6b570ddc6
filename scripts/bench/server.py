# SPDX-License-Identifier: Apache-2.0
"""The server alone: writes, memory, start, search."""

import json
import subprocess
import sys
import time

from colophon import Server
from figures import PROJECT, note, resident_mb


def load(server, datasets, batch, clients, first=0):
    done = subprocess.run([PROJECT / "build/release/ingest_bench", server.url, server.token, str(datasets), str(batch),
                           str(clients), str(first)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("bench: " + done.stderr)
    return json.loads(done.stdout)


def bench(quick):
    datasets = 5_000 if quick else 100_000
    print("Server", flush=True)
    with Server() as server:
        time.sleep(1)
        note("idle, empty catalog", resident_mb(server.process.pid), "MB resident", "< 40")
        big = load(server, datasets, 100, 1)
        note("POST /proposals, batches of 100, one client", big["aspects_per_second"], "aspects/s", "≥ 15,000 (25,000)")
        note("… 99th percentile of a batch", big["p99_ms"], "ms")
        note("… last tenth against the first", big["deciles"][-1] / big["deciles"][0], "× the rate", "≥ 0.9")
        note("… rate of each tenth", " ".join(f"{rate:,.0f}" for rate in big["deciles"]), "aspects/s")
        name = f"{datasets:,} data sets × 20 columns"
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
        single = load(server, 500 if quick else 5_000, 1, 32)
        note("POST /proposals, one aspect each, 32 clients", single["aspects_per_second"], "aspects/s")
        note("… median and 99th percentile", f"{single['p50_ms']:.1f}, {single['p99_ms']:.1f}", "ms")
