#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures speed and size of the release build, with DataHub's Python client beside us on the same databases, and prints
# tables. Nothing passes or fails here.
#
#     scripts/bench.sh                 everything, about an hour on two cores
#     scripts/bench.sh server          writes, memory, start and search of the server
#     scripts/bench.sh connectors      PostgreSQL and MariaDB to searchable: audit, plan, first, unchanged, 1 % changed
#     scripts/bench.sh search          the search engine, with SQLite FTS5 and OpenSearch beside it on the same corpus
#     scripts/bench.sh ship            the image: size, start, memory under a limit; backups and what they cost
#     scripts/bench.sh [PART] --quick  the same on a twentieth of the data
#
# Of search alone: --datasets N (100000), --wide (55 columns a dataset in the mean, not 17), --growth (ours at 10,000, 30,000,
# 100,000, … on the way to N as well), --facets all|five, --seed N (of the corpus), --no-opensearch (it needs a JDK of version 21
# or newer and 4 GB; a million datasets take it half an hour), --no-fts5 (which answers two queries a second at a million).
#
# The figures are also written to build/bench-PART.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
parts=() quick=() search=() opensearch=yes
while [ $# -gt 0 ]; do
    case "$1" in
        server | connectors | search | ship) parts+=("$1") ;;
        --quick) quick=(--quick) ;;
        --wide | --growth | --no-fts5) search+=("$1") ;;
        --no-opensearch) search+=("$1"); opensearch=no ;;
        --datasets | --seed | --facets)
            [ $# -gt 1 ] || { echo "bench.sh: $1 needs a value" >&2; exit 64; }
            search+=("$1" "$2")
            shift
            ;;
        --help | -h) sed -n '3,17s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "bench.sh: unknown word: $1 (server, connectors, search, ship, --quick or --help)" >&2; exit 64 ;;
    esac
    shift
done
[ ${#parts[@]} -gt 0 ] || parts=(server connectors search ship)
scripts/install_packages.sh build database test
scripts/build.sh release colophon ingest_bench search_bench

bench_server() { python3 scripts/bench server "${quick[@]}"; }
bench_connectors() {
    COLOPHON_DATAHUB=$(scripts/fetch_datahub.sh)
    export COLOPHON_DATAHUB
    scripts/with_postgres.sh scripts/with_mariadb.sh python3 scripts/bench connectors "${quick[@]}"
}
bench_ship() {
    scripts/install_packages.sh ship
    python3 scripts/bench ship "${quick[@]}"
}
bench_search() {
    if [ "$opensearch" = yes ]; then
        COLOPHON_OPENSEARCH=$(scripts/fetch_opensearch.sh)
        export COLOPHON_OPENSEARCH
    fi
    python3 scripts/bench search "${quick[@]}" "${search[@]}"
}

for part in "${parts[@]}"; do
    "bench_$part"
    echo
done
