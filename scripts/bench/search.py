# SPDX-License-Identifier: Apache-2.0
"""The search engine, and SQLite FTS5 and OpenSearch beside it: same corpus, queries, weights and facets. Time is processor time,
of the thread that asks or of OpenSearch's whole process, so that what else the machine does counts for nobody."""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile

import opensearch_bench
from figures import PROJECT, details, note

BENCH = PROJECT / "build/release/search_bench"
# Typos are understood differently by everybody.
COMPARED = ["term_common", "term_mid", "term_rare", "and2", "and3", "or2", "prefix_1word", "prefix_2word", "column", "phrase",
            "filter", "ko_term", "ko_prefix", "ko_infix", "all", "deep"]


def options(words):
    parser = argparse.ArgumentParser(prog="bench.sh search")
    parser.add_argument("--datasets", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--facets", choices=["all", "five"], default="all")
    parser.add_argument("--no-opensearch", action="store_true")
    parser.add_argument("--no-fts5", action="store_true", help="at a million, it answers two queries a second")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args(words)


def run_part(part, flags):
    with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
        done = subprocess.run([BENCH, part, "--json", file.name, *flags], check=False)
        if done.returncode != 0:
            sys.exit(f"bench: search_bench {part} ended with {done.returncode}")
        return json.load(file)


def by_class(report, what):
    classes = {}
    for query in report["queries"]:
        classes.setdefault(query["class"], []).append(query[what])
    return classes


def percentile(values, share):
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def rate(report, facets, threads=1):
    return next((row["per_cpu_second"] for row in report["throughput"] if row["facets"] == facets and row["threads"] == threads), 0)


def compare_totals(ours, peer):
    """Every difference in how many were found, where both are asked the same."""
    theirs = {query["number"]: query["total"] for query in peer["queries"]}
    asked = [query for query in ours["queries"] if query["class"] in COMPARED and query["number"] in theirs]
    different = [query for query in asked if query["total"] != theirs[query["number"]]]
    note(f"totals equal to those of {peer['engine']}", f"{len(asked) - len(different)} of {len(asked)}", "queries")
    for query in different[:20]:
        print(f"    {query['class']} {' '.join(query['words'])}: {query['total']}, {peer['engine']} {theirs[query['number']]}")


def compare_latency(ours, peers):
    """p95 per class, and how many times ours each peer takes."""
    for what, title in (("facets_ms", "with facets and total"), ("top_ms", "top 20 alone")):
        mine = by_class(ours, what)
        print(f"\n  p95 in ms of CPU, {title} (in brackets: times ours)")
        print(f"  {'':<14}{'colophon':>10}" + "".join(f"{peer['engine']:>22}" for peer in peers))
        theirs = [by_class(peer, what) for peer in peers]
        for name, times in mine.items():
            p95 = percentile(times, 0.95)
            cells = "".join(f"{percentile(other[name], 0.95):>12.2f} ({percentile(other[name], 0.95) / p95:>6.1f})"
                            if name in other else f"{'–':>21}" for other in theirs)
            print(f"  {name:<14}{p95:>10.3f} {cells}")
    print(flush=True)


def note_ours(ours, million):
    worst = {name: percentile(times, 0.95) for name, times in by_class(ours, "facets_ms").items()}
    worst99 = {name: percentile(times, 0.99) for name, times in by_class(ours, "facets_ms").items()}
    top = {name: percentile(times, 0.95) for name, times in by_class(ours, "top_ms").items()}
    slowest, slowest99, slowest_top = (max(table, key=table.get) for table in (worst, worst99, top))
    for threads in sorted({row["threads"] for row in ours["throughput"]}):
        note(f"mixed queries with facets, {threads} thread{'s' * (threads > 1)}", rate(ours, True, threads), "per CPU second",
             million("≥ 500"))
        note(f"… top 20 alone, {threads} thread{'s' * (threads > 1)}", rate(ours, False, threads), "per CPU second")
    note(f"p95 with facets, slowest class ({slowest})", worst[slowest], "ms", million("≤ 10", "≤ 20"))
    note(f"p99 with facets, slowest class ({slowest99})", worst99[slowest99], "ms", million("≤ 15"))
    everything = [query["facets_ms"] for query in ours["queries"] if query["class"] == "all" and query["total"] == ours["datasets"]]
    note("match-all with facets, median", statistics.median(everything), "ms", million("≤ 1"))
    note(f"p95 of the top 20 alone, slowest class ({slowest_top})", top[slowest_top], "ms", million("≤ 2"))
    note("resident after every query", ours["memory"]["resident_mb"], "MB", million("≤ 900", "≤ 1,600"))
    note("… at the peak, building included", ours["memory"]["peak_mb"], "MB")
    note("build", ours["build"]["per_cpu_second"], "documents per CPU second", "≥ 25,000")
    note("… merged further while nobody writes", ours["settled"]["cpu_s"], "s of CPU")
    note("… segments then", ours["settled"]["segments"])
    note("save", ours["save"]["wall_s"], "s")
    note("snapshot on disk", ours["save"]["mb"], "MB")
    note("start from the snapshot, to the first answer", ours["start"]["wall_s"], "s", million("≤ 1"))
    note("… resident after every query", ours["start"]["memory"]["resident_mb"], "MB")
    for row in ours["updates"]:
        note(f"update to visible, {row['readers']} reader{'s' * (row['readers'] != 1)}: median and p95", f"{row['p50_ms']:.2f}, {row['p95_ms']:.2f}", "ms",
             "< 1 in the median")


def note_growth(ours):
    steps = ours.get("growth", [])
    for step in [*steps, ours] if steps else []:
        times = [query["facets_ms"] for query in step["queries"] if query["class"] != "typed"]
        note(f"at {step['datasets']:,}: MB, queries per CPU second, p50, p95 in ms",
             f"{step['memory']['resident_mb']:.0f}, {rate(step, True):.0f}, {percentile(times, 0.5):.2f}, "
             f"{percentile(times, 0.95):.2f}")


def note_ratios(ours, peer):
    name, aims = peer["engine"], peer["engine"] == "opensearch"
    note(f"{name}: mixed queries with facets", rate(peer, True), "per CPU second")
    # A peer that has no answer to typos has fewer queries in its mix, and dearer ones.
    note(f"… ours to {name}'s", rate(ours, True) / rate(peer, True), "× the rate", "≥ 10" if aims else "")
    note(f"… top 20 alone, ours to {name}'s", rate(ours, False) / rate(peer, False), "× the rate")
    mine, theirs = by_class(ours, "facets_ms"), by_class(peer, "facets_ms")
    behind = [one for one in theirs if one in mine and percentile(mine[one], 0.95) >= percentile(theirs[one], 0.95)]
    note("classes in which our p95 is not lower", ", ".join(behind) or "none", "", "none" if aims else "")
    note(f"{name}: resident", peer["memory"]["process_mb"], "MB")
    note(f"… ours to {name}'s, whole processes", ours["memory"]["process_mb"] / peer["memory"]["process_mb"], "× the memory",
         "≤ 0.2" if aims else "")
    note(f"{name}: build", peer["build"]["per_cpu_second"], "documents per CPU second")


def bench(quick, words):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that OpenSearch and its files go too
    chosen = options(words)
    datasets = chosen.datasets or (5_000 if quick else 100_000)
    flags = ["--datasets", str(datasets), "--seed", str(chosen.seed), "--facets", chosen.facets, *["--wide"] * chosen.wide]
    print(f"Search, {datasets:,} documents of {55 if chosen.wide else 17} columns, 18 classes of queries\n\ncolophon", flush=True)
    ours = run_part("engine", flags + ["--growth"] * chosen.growth)
    print(flush=True)
    peers = [] if chosen.no_fts5 else [run_part("fts5", flags)]
    if not chosen.no_opensearch:
        print(flush=True)
        peers.append(opensearch_bench.run(os.environ["COLOPHON_OPENSEARCH"], BENCH, flags, datasets, chosen.facets))
    compare_latency(ours, peers)

    def million(aim, wide_aim=""):
        """Aims are those of a million datasets."""
        aim = wide_aim if chosen.wide else aim
        return f"{aim} at 1,000,000" if aim else ""

    note_ours(ours, million)
    note_growth(ours)
    for peer in peers:
        compare_totals(ours, peer)
        note_ratios(ours, peer)
    details["engines"] = [ours, *peers]
