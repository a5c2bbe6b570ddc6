# SPDX-License-Identifier: Apache-2.0
"""A MariaDB server with so many tables in twenty databases, and the accounts that read it."""

import configparser
import os
import subprocess

from colophon import run

PASSWORD = "bench-password"
DATABASES = 20
TYPES = ("text", "int NOT NULL", "decimal(12,2)", "datetime", "tinyint(1) DEFAULT 0", "varchar(40)")


def mariadb(sql):
    return subprocess.run(["mariadb", "--defaults-file=" + os.environ["COLOPHON_TEST_MARIADB"], "-BN"], input=sql,
                          text=True, capture_output=True, check=True).stdout.strip()


def table(number):
    """20 columns, a comment each on the table and four of them; every fifth refers to the one before."""
    columns = ", ".join(
        f"column_{c} {TYPES[c % len(TYPES)]}" + (f" COMMENT '컬럼 설명 {c}'" if c <= 6 else "") for c in range(3, 21))
    name = f"shop_{number % DATABASES}.table_{number}"
    key = (f", FOREIGN KEY (parent_id) REFERENCES shop_{(number - 1) % DATABASES}.table_{number - 1} (id)"
           if number % 5 == 0 and number > 4 else "")
    return (f"CREATE TABLE {name} (id bigint AUTO_INCREMENT PRIMARY KEY, parent_id bigint, {columns}{key})"
            f" COMMENT '표 {number}: one of many';\n")


def view(number):
    return (f"CREATE VIEW shop_{number % DATABASES}.view_{number} AS SELECT a.id, a.column_3, b.column_4"
            f" FROM shop_{number % DATABASES}.table_{number} AS a"
            f" JOIN shop_{(number - 1) % DATABASES}.table_{number - 1} AS b ON b.id = a.parent_id;\n")


class MariadbSource:
    title = "MariaDB"
    aims = ("", "")

    def __init__(self, tables):
        self.tables = tables
        options = configparser.ConfigParser(allow_no_value=True)
        options.read(os.environ["COLOPHON_TEST_MARIADB"])
        self.address = ("127.0.0.1", options["client"]["port"])

    def __enter__(self):
        numbers = range(1, self.tables + 1)
        mariadb("".join(f"CREATE DATABASE shop_{n} CHARACTER SET utf8mb4;\n" for n in range(DATABASES))
                + "".join(map(table, numbers)) + "".join(map(view, numbers[19::20])))
        mariadb(run("grants", "mysql", "--role", "bench_reader").stdout)
        mariadb(f"SET PASSWORD FOR bench_reader = PASSWORD('{PASSWORD}');")
        return self

    def __exit__(self, *_):
        mariadb("SET FOREIGN_KEY_CHECKS = 0;" + "".join(f"DROP DATABASE shop_{n};\n" for n in range(DATABASES)))

    def recipe(self, host_port=None, user="bench_reader"):
        return {"type": "mysql", "config": {
            "host_port": host_port or ":".join(self.address), "username": user, "password": PASSWORD,
            "database_pattern": {"allow": ["shop_"]},
            **({} if user == "bench_reader" else {"profiling": {"enabled": False}})}}

    def datahub_recipe(self):
        """What its page asks for."""
        mariadb(f"CREATE USER bench_datahub IDENTIFIED BY '{PASSWORD}'; GRANT SELECT, SHOW VIEW ON *.* TO bench_datahub;")
        return self.recipe(user="bench_datahub")

    def statements(self, _user="reader"):
        """Of the whole server: nobody else is there but for this very question."""
        return int(mariadb("SHOW GLOBAL STATUS LIKE 'Queries'").split()[1])

    def change_one_percent(self):
        mariadb("".join(f"ALTER TABLE shop_{n % DATABASES}.table_{n} ADD COLUMN added_later text;\n"
                        for n in range(1, self.tables + 1, 100)))
