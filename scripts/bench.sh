#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures speed and size of the release build, with DataHub's Python client beside us on the same database, and prints a
# table. Nothing passes or fails here.
#
#     scripts/bench.sh             everything, about half an hour on two cores
#     scripts/bench.sh --quick     the same on a twentieth of the data
#
# The figures are also written to build/bench.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in
    "" | --quick) ;;
    --help | -h) sed -n '3,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "bench.sh: unknown option: $1 (--quick or --help)" >&2; exit 64 ;;
esac
scripts/install_packages.sh build database test
scripts/build.sh release colophon ingest_bench search_bench
COLOPHON_DATAHUB=$(scripts/fetch_datahub.sh)
export COLOPHON_DATAHUB
scripts/with_postgres.sh python3 scripts/bench.py "$@"
datasets=100000
[ "${1:-}" != --quick ] || datasets=5000
echo
echo "The search engine alone, $datasets data sets, processor time of one thread"
build/release/search_bench "$datasets"
