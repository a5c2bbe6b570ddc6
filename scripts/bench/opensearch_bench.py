# SPDX-License-Identifier: Apache-2.0
"""The queries of `search_bench` put to OpenSearch, measured as the engines in that program are."""

import json
import random
import statistics
import subprocess
import threading
import time

from opensearch_peer import FACETS, FIVE, SETUP, OpenSearch, body

RUNS = 3
PATIENCE = 1.0  # seconds after which a query is not run again
UPDATES = 40
WARM_ROUNDS = (4, 10)  # at least and at most
THROUGHPUT_RUNS = 3


class Query:
    """One line of `search_bench queries`, and what asking it took."""

    def __init__(self, line, facets):
        self.line = line
        self.bodies = {"facets": body(line, facets), "top": body(line, [])}

    def measure(self, node):
        made = {"number": self.line["number"], "class": self.line["class"], "words": self.line["words"]}
        for what, request in self.bodies.items():
            cpu, wall = [], []
            while len(cpu) < RUNS and sum(wall) < PATIENCE * 1e3:
                before, start = node.cpu_seconds(), time.monotonic()
                answer = node.search(request)
                wall.append((time.monotonic() - start) * 1e3)
                cpu.append((node.cpu_seconds() - before) * 1e3)
            made[f"{what}_ms"], made[f"{what}_wall_ms"] = statistics.median(cpu), statistics.median(wall)
            if what == "facets":
                made["total"] = json.loads(answer)["hits"]["total"]["value"]
        return made


def warm_up(node, queries):
    """Rounds until they get no cheaper: first runs are those of the interpreter."""
    last = float("inf")
    for number in range(WARM_ROUNDS[1]):
        before = node.cpu_ticks()
        for query in queries:
            for request in query.bodies.values():
                node.search(request)
        spent = node.cpu_ticks() - before
        if number + 1 >= WARM_ROUNDS[0] and spent > 0.95 * last:
            return
        last = spent


def ask_all(node, requests, threads):
    """Queries a CPU second of the process, each client beginning elsewhere."""
    def ask(first):
        connection = node.connect()
        for request in requests[first:] + requests[:first]:
            node.search(request, connection)
        connection.close()

    before = node.cpu_ticks()
    clients = [threading.Thread(target=ask, args=(number * len(requests) // threads,)) for number in range(threads)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return threads * len(requests) / (node.cpu_ticks() - before)


def throughput(node, queries, what, threads):
    """The best of some runs: between them the compilers or the collector may be at work for what is over."""
    requests = [query.bodies[what] for query in queries]
    random.Random(1).shuffle(requests)
    rate = max(ask_all(node, requests, threads) for _ in range(THROUGHPUT_RUNS))
    print(f"  mixed queries per CPU second, {'facets and total' if what == 'facets' else 'top 20 alone'}, {threads} "
          f"client{'s' * (threads > 1)}: {rate:.0f}", flush=True)
    return {"threads": threads, "facets": what == "facets", "per_cpu_second": rate}


def print_classes(measured):
    classes = {}
    for one in measured:
        classes.setdefault(one["class"], []).append(one)
    print(f"  {'':<14} {'mean hits':>10}   CPU, facets  p50      p95   latency  p50      p95   CPU, top 20  p50      p95")
    for name, group in classes.items():
        cells = []
        for what in ("facets_ms", "facets_wall_ms", "top_ms"):
            values = sorted(one[what] for one in group)
            cells.append(f"{values[len(values) // 2]:>16.2f} {values[min(len(values) * 95 // 100, len(values) - 1)]:>8.2f}")
        print(f"  {name:<14} {statistics.mean(one['total'] for one in group):>10.0f}{''.join(cells)}")
    print(flush=True)


def load(node, bench, flags, datasets):
    with subprocess.Popen([bench, "documents", *flags], stdout=subprocess.PIPE) as documents:
        try:
            loaded, merged = node.load(documents.stdout)
        except BaseException:
            documents.kill()  # it would wait for ever to be read
            raise
    if documents.returncode != 0:
        raise RuntimeError(f"search_bench documents ended with {documents.returncode}")
    print(f"  build: {datasets / loaded:.0f} documents per CPU second, {datasets / merged:.0f} with the merge to one segment",
          flush=True)
    return {"per_cpu_second": datasets / loaded, "cpu_s": loaded, "merged_cpu_s": merged}


def updates(node, bench):
    documents = subprocess.run([bench, "documents", "--datasets", str(UPDATES)], stdout=subprocess.PIPE, check=True).stdout
    times = sorted(node.update_ms(document) for document in documents.splitlines()[1::2])
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"  update to visible (refresh=true), no readers: p50 {p50:.2f} ms, p95 {p95:.2f} ms")
    return [{"readers": 0, "p50_ms": p50, "p95_ms": p95}]


def run(program, bench, flags, datasets, facets):
    print(SETUP, flush=True)
    lines = subprocess.run([bench, "queries", *flags], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    counted = FIVE if facets == "five" else FACETS
    queries = [query for query in (Query(json.loads(line), counted) for line in lines) if query.bodies["top"]]
    with OpenSearch(program) as node:
        report = {"engine": "opensearch", "datasets": datasets, "build": load(node, bench, flags, datasets)}
        warm_up(node, queries)
        report["queries"] = [query.measure(node) for query in queries]
        print_classes(report["queries"])
        report["throughput"] = [throughput(node, queries, what, threads) for what in ("facets", "top") for threads in (1, 2)]
        memory, disk = node.memory(), node.disk_mb()
        report["memory"] = {**memory, "process_mb": memory["resident_mb"], "disk_mb": disk}
        print(f"  memory: {memory['resident_mb']:.0f} MB resident ({memory['anonymous_mb']:.0f} of it anonymous), peak "
              f"{memory['peak_mb']:.0f} MB, {disk:.0f} MB on disk")
        report["updates"] = updates(node, bench)
    return report
