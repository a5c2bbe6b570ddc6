# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL database of a given size, and the accounts that read it."""

import os
import pathlib
import subprocess

from colophon import run
from figures import PROJECT

PASSWORD = "bench-password"
SCHEMAS = 20


def psql(database, *arguments, stdin=None):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments], input=stdin, text=True,
                          capture_output=True, check=True).stdout.strip()


class PostgresSource:
    title = "PostgreSQL"
    aims = ("≥ 20", "≥ 50")

    def __init__(self, tables):
        self.tables = tables
        self.name = f"shop_{tables}"
        self.address = ("127.0.0.1", os.environ["PGPORT"])
        self.log = pathlib.Path(os.environ["PGDATA_SOCKET"]).parent / "server.log"

    def __enter__(self):
        psql("postgres", stdin="ALTER SYSTEM SET log_line_prefix = '%u|'; SELECT pg_reload_conf();")
        psql("postgres", "-c", f"CREATE DATABASE {self.name}")
        psql(self.name, "-v", f"tables={self.tables}", "-f", str(PROJECT / "tests/bench/many_tables.sql"))
        psql(self.name, stdin=run("grants", "postgres", "--role", "bench_reader", "--database", self.name).stdout)
        psql(self.name, stdin=f"ALTER ROLE bench_reader PASSWORD '{PASSWORD}';"
                              "ALTER ROLE bench_reader SET log_statement = 'all';")
        return self

    def __exit__(self, *_):
        psql("postgres", "-c", f"DROP DATABASE {self.name} WITH (FORCE)")

    def recipe(self, host_port=None, user="bench_reader"):
        return {"type": "postgres", "config": {
            "host_port": host_port or ":".join(self.address), "database": self.name, "username": user,
            "password": PASSWORD, **({} if user == "bench_reader" else {"profiling": {"enabled": False}})}}

    def datahub_recipe(self):
        """Its client needs USAGE, else identity columns are lost to it."""
        psql(self.name, stdin=f"CREATE ROLE bench_datahub LOGIN PASSWORD '{PASSWORD}';"
                              "ALTER ROLE bench_datahub SET log_statement = 'all';"
                              + "".join(f"GRANT USAGE ON SCHEMA shop_{n} TO bench_datahub;" for n in range(SCHEMAS)))
        return self.recipe(user="bench_datahub")

    def statements(self, user="reader"):
        return self.log.read_text(errors="replace").count(f"bench_{user}|LOG:  ")

    def change_one_percent(self):
        psql(self.name, stdin="".join(
            f"ALTER TABLE shop_{n % SCHEMAS}.table_{n} ADD COLUMN added_later text;" for n in
            range(1, self.tables + 1, 100)))
