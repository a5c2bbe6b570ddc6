#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything that is tested, from nothing: packages, builds, suites, the real binary. Ends with `N passed, N failed`.
#
#     scripts/test.sh           all of it, beside the real tools that are in the cache; says which it went without
#     scripts/test.sh --full    brings those tools first (Helm, a Kubernetes API server, an S3 server, two Airflows: half an
#                               hour on two cores, once), and builds the image twice to compare
#     scripts/test.sh --fast    the suites under the address and undefined-behaviour sanitizers, nothing else
#
# What has to be downloaded for tests (the DataHub client, another PostgreSQL) is kept in $COLOPHON_CACHE, by default
# ~/.cache/colophon. Logs and JUnit reports are in build/test/.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export COLOPHON_CACHE=${COLOPHON_CACHE:-$HOME/.cache/colophon}
fast=no
case "${1:-}" in
    "") ;;
    --full) export COLOPHON_FULL=1 ;;
    --fast) fast=yes ;;
    --help | -h) sed -n '3,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown option: $1 (--full, --fast or --help)" >&2; exit 64 ;;
esac

jobs=$(nproc)
postgres_major=18
logs=build/test
passed=0 failed=0 skipped=0
rm -rf "$logs"
mkdir -p "$logs"

step() { printf '\n== %s (%d:%02d)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)); }

count() { # count REPORT: adds the report of one suite up
    local numbers
    if ! numbers=$(python3 -c '
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()
total, failed, skipped, disabled = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped", "disabled"))
print(total - failed - skipped - disabled, failed, skipped + disabled)' "$1"); then
        numbers="0 1 0"
    fi
    read -r p f s <<<"$numbers"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    echo "$p passed, $f failed, $s skipped"
}

suite() { # suite NAME PRESET [CTEST-ARGUMENT…]: beside databases of its own
    local name=$1 preset=$2
    shift 2
    step "Suite: $name"
    "${wrapper[@]}" scripts/with_postgres.sh scripts/with_mariadb.sh ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure \
        --no-tests=error --output-junit "$PWD/$logs/$name.xml" "$@" >"$logs/$name.log" 2>&1 || tail -300 "$logs/$name.log"
    count "$logs/$name.xml"
}

check() { # check NAME COMMAND…: one check, shown when it fails
    local name=$1
    shift
    step "Check: $name"
    if "$@" >"$logs/$name.log" 2>&1; then
        passed=$((passed + 1))
        echo "passed"
    else
        failed=$((failed + 1))
        tail -100 "$logs/$name.log"
        echo "FAILED: $name: $*"
    fi
}

other_version() { # other_version COMMAND…: with the programs of another major version of PostgreSQL
    COLOPHON_POSTGRES_BIN=$(scripts/fetch_postgres.sh "$postgres_major") "$@"
}

build() { # a build that fails is one failure, and the suites that need it say the rest
    step "Build: $1"
    scripts/build.sh "$@" || { failed=$((failed + 1)); echo "FAILED: build of $1"; }
}

summary() {
    step "Summary"
    [ "$skipped" = 0 ] || echo "$skipped skipped: grep -l skipped $logs/*.xml"
    # What a suite went without, in its own words.
    grep -hoE 'SKIPPED: [^<&]*' "$logs"/*.xml | sort -u || true
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}

wrapper=()
step "Packages"
packages=(build database test)
[ "$fast" = yes ] || packages+=(ship)
scripts/install_packages.sh "${packages[@]}"
echo "all there"

client="$COLOPHON_CACHE/datahub/bin"
[ "$fast" = yes ] || check datahub-client scripts/fetch_datahub.sh
if [ "${COLOPHON_FULL:-}" = 1 ]; then
    check go-tools scripts/fetch_go_tool.sh --all
    check chart-tools scripts/fetch_chart_python.sh
    check chart-kinds scripts/fetch_crds.sh
    check sbom-tools scripts/fetch_sbom_tools.sh
    for major in 2 3; do check "airflow-$major" scripts/fetch_airflow.sh "$major"; done
fi
if [ -x "$client/datahub" ]; then
    export COLOPHON_DATAHUB="$client/datahub" COLOPHON_DATAHUB_PYTHON="$client/python3"
fi

build debug all
suite debug debug
if [ "$fast" = yes ]; then
    summary
    exit
fi

build release colophon connector_dump
# The same database through DataHub's own client and through ours, fact by fact, on two versions of the server.
check parity tests/compat/postgres_parity.sh build/release/connector_dump
check parity-other-version other_version tests/compat/postgres_parity.sh build/release/connector_dump
check parity-mariadb tests/compat/mysql_parity.sh build/release/connector_dump
# What its client writes into files, through our file source and back.
check parity-files tests/compat/file_source_parity.sh build/release/colophon
check registry "$client/python3" scripts/make_registry.py --check
check connector-docs scripts/make_connector_docs.py --check
# The binary as it ships, against real databases, browsers and clients; then what it is shipped in.
suite release release -L e2e
suite ship release -L ship
check chart-docs scripts/make_chart_docs.py --check
check quickstart scripts/quickstart.sh --check

# The thread sanitizer for what is concurrent. Its shadow memory wants addresses where they are expected.
concurrent=(api auth backup core http ingest search service store)
build tsan "${concurrent[@]/%/_test}"
if setarch "$(uname -m)" -R true 2>/dev/null; then wrapper=(setarch "$(uname -m)" -R); fi
suite tsan tsan -L "^($(IFS='|'; echo "${concurrent[*]}"))_test\$"

summary
