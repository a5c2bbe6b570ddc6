#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures speed and size of the release build, with DataHub's Python client beside us on the same databases, and prints
# tables. Nothing passes or fails here.
#
#     scripts/bench.sh                 everything, about an hour on two cores
#     scripts/bench.sh server          writes, memory, start and search of the server
#     scripts/bench.sh connectors      PostgreSQL and MariaDB to searchable: audit, plan, first, unchanged, 1 % changed
#     scripts/bench.sh search          the search engine alone
#     scripts/bench.sh ship            the image: size, start, memory under a limit; backups and what they cost
#     scripts/bench.sh [PART] --quick  the same on a twentieth of the data
#
# The figures are also written to build/bench-PART.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
parts=() quick=()
for word in "$@"; do
    case "$word" in
        server | connectors | search | ship) parts+=("$word") ;;
        --quick) quick=(--quick) ;;
        --help | -h) sed -n '3,13s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "bench.sh: unknown word: $word (server, connectors, search, ship, --quick or --help)" >&2; exit 64 ;;
    esac
done
[ ${#parts[@]} -gt 0 ] || parts=(server connectors search ship)
scripts/install_packages.sh build database test
scripts/build.sh release colophon ingest_bench search_bench
COLOPHON_DATAHUB=$(scripts/fetch_datahub.sh)
export COLOPHON_DATAHUB

bench_server() { python3 scripts/bench server "${quick[@]}"; }
bench_connectors() { scripts/with_postgres.sh scripts/with_mariadb.sh python3 scripts/bench connectors "${quick[@]}"; }
bench_ship() {
    scripts/install_packages.sh ship
    python3 scripts/bench ship "${quick[@]}"
}
bench_search() {
    local datasets=100000
    [ ${#quick[@]} = 0 ] || datasets=5000
    echo "The search engine alone, $datasets data sets, processor time of one thread"
    build/release/search_bench "$datasets"
}

for part in "${parts[@]}"; do
    "bench_$part"
    echo
done
