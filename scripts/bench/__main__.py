# SPDX-License-Identifier: Apache-2.0
"""The measuring half of bench.sh, which builds and starts the databases first."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import figures  # noqa: E402
import server  # noqa: E402
import connectors  # noqa: E402
from mariadb_source import MariadbSource  # noqa: E402
from postgres_source import PostgresSource  # noqa: E402


def ship(quick):
    import ship as part  # needs containers, the others do not
    part.bench(quick)


def search(quick):
    import search as part
    part.bench(quick, sys.argv[2:])


PARTS = {"server": [server.bench],
         "ship": [ship],
         "search": [search],
         "connectors": [lambda quick: connectors.bench(PostgresSource, quick),
                        lambda quick: connectors.bench(MariadbSource, quick)]}


def main():
    part = next(word for word in sys.argv[1:] if not word.startswith("-"))
    quick = "--quick" in sys.argv
    for bench in PARTS[part]:
        bench(quick)
    figures.print_table(part, quick)


main()
