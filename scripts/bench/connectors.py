# SPDX-License-Identifier: Apache-2.0
"""Every connector from its source to searchable: audit, plan, first run, unchanged run, 1 % changed; DataHub's client beside
it on the same database; and how it grows."""

import json
import os
import pathlib
import tempfile

from colophon import BINARY, Server, run
from figures import measured, note, resident_mb
from wire import CountingProxy


class Bench:
    """One source of one size, a catalog server, and the recipe from one to the other. A context."""

    def __init__(self, make_source, tables):
        self.source = make_source(tables)
        self.server = Server()

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="colophon-bench-")
        self.source.__enter__()
        self.server.__enter__()
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        self.source.__exit__()
        self.folder.cleanup()

    def recipe(self, host_port=None, server=None):
        file = pathlib.Path(self.folder.name) / "recipe.yaml"
        sink = {"type": "colophon-rest", "config": {"server": server or self.server.url, "token": self.server.token}}
        file.write_text(json.dumps({"pipeline_name": "bench", "source": self.source.recipe(host_port), "sink": sink}))
        return file

    def run(self, command, *flags):
        """A command on the recipe: its figures, and the statements that the source saw."""
        before = self.source.statements()
        figures = measured([BINARY, command, "-c", self.recipe(), *flags])
        return {**figures, "statements": self.source.statements() - before}

    def bytes_of_a_run(self):
        """Megabytes between us and the source, and between us and the server, of one run that is not timed."""
        host, port = self.server.address.rsplit(":", 1)
        with CountingProxy(*self.source.address) as to_source, CountingProxy(host, port) as to_server:
            done = run("ingest", "-c", self.recipe(to_source.address, "http://" + to_server.address))
            assert done.returncode == 0, done.stderr
            return to_source.megabytes, to_server.megabytes

    def versions(self):
        return self.server.request("GET", "/api/v1/changes?limit=1")[1]["position"]

    def note_run(self, what, figures, aim=""):
        note(what, figures["seconds"], "s", aim)
        note("… processor time, memory, statements",
             f"{figures['cpu']:.2f} s, {figures['mb']:.0f} MB, {figures['statements']}")


def bench_runs(bench, tables):
    """What a pipeline does day after day; returns the first and the unchanged run."""
    bench.note_run("audit", bench.run("audit"))
    bench.note_run("plan on an empty catalog", bench.run("plan"))
    first = bench.run("ingest")
    found = bench.server.search("*", type="dataset")["total"]
    assert found >= tables, f"only {found} data sets arrived"
    bench.note_run("first run, to searchable", first)
    before = bench.versions()
    unchanged = bench.run("ingest")
    bench.note_run("unchanged run", unchanged)
    note("… versions and points that it wrote", bench.versions() - before, "", "0")
    to_source, to_server = bench.bytes_of_a_run()
    note("… over the wire: from and to the source, to and from the server", f"{to_source:.1f}, {to_server:.1f}", "MB")
    bench.source.change_one_percent()
    before = bench.versions()
    bench.note_run("with 1 % of the tables changed", bench.run("ingest"))
    note("… versions and points that it wrote", bench.versions() - before)
    return first, unchanged


def bench_datahub(bench, first, unchanged, aims):
    recipe = pathlib.Path(bench.folder.name) / "datahub.yaml"
    sink = {"type": "file", "config": {"filename": str(pathlib.Path(bench.folder.name) / "datahub.json")}}
    recipe.write_text(json.dumps({"source": bench.source.datahub_recipe(), "sink": sink}))
    before = bench.source.statements("datahub")
    theirs = measured([os.environ["COLOPHON_DATAHUB"], "ingest", "-c", recipe],
                      {"DATAHUB_TELEMETRY_ENABLED": "false", "HOME": bench.folder.name})
    bench.note_run("DataHub's client, extraction alone",
                   {**theirs, "statements": bench.source.statements("datahub") - before})
    note("first run is faster by", theirs["seconds"] / first["seconds"], "×", aims[0])
    note("unchanged run is faster by", theirs["seconds"] / unchanged["seconds"], "×", aims[1])
    note("memory of the first run against its", first["mb"] / theirs["mb"], "×", "≤ 0.1")


def bench_growth(make_source, sizes):
    for tables in sizes:
        with Bench(make_source, tables) as bench:
            figures = bench.run("ingest")
            note(f"{tables:,} tables", figures["seconds"], "s")
            note("… seconds for each 1,000", figures["seconds"] / tables * 1000, "s")
            note("… memory of colophon ingest", figures["mb"], "MB", "< 128")
            note("… memory of the server", resident_mb(bench.server.process.pid), "MB")


def bench(make_source, quick):
    tables = 500 if quick else 10_000
    print(f"{make_source.title}, {tables:,} tables × 20 columns", flush=True)
    note(make_source.title, f"{tables:,} tables × 20 columns")
    with Bench(make_source, tables) as subject:
        first, unchanged = bench_runs(subject, tables)
        if "COLOPHON_DATAHUB" in os.environ:
            bench_datahub(subject, first, unchanged, make_source.aims)
    print(f"{make_source.title}, how it grows", flush=True)
    bench_growth(make_source, (250, 2_500) if quick else (5_000, 50_000))
