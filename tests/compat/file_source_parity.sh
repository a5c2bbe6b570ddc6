#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lets DataHub's own client read the example database into a file, and ours ingest that file, plainly and as a bundle;
# nothing may be missing, added or changed. Its client then reads what we wrote.
#
#     tests/compat/file_source_parity.sh COLOPHON
#
# DataHub's client is COLOPHON_DATAHUB, or `datahub` on the PATH, or the one in ${COLOPHON_CACHE:-~/.cache/colophon}/datahub.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
colophon=$(realpath "$1")

if [ -z "${COLOPHON_PARITY_INSIDE:-}" ]; then
    export COLOPHON_PARITY_INSIDE=1
    exec "$root/scripts/with_postgres.sh" -- bash "$0" "$colophon"
fi

datahub=${COLOPHON_DATAHUB:-$(command -v datahub || echo "${COLOPHON_CACHE:-$HOME/.cache/colophon}/datahub/bin/datahub")}
[ -x "$datahub" ] || { echo "file_source_parity.sh: no DataHub client, set COLOPHON_DATAHUB to one" >&2; exit 69; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
psql -q -c "CREATE ROLE parity_admin SUPERUSER LOGIN PASSWORD 'parity'" -c "CREATE DATABASE carsharing"
psql -q -d carsharing -f "$root/examples/carsharing/schema.sql" >"$work/load.log" 2>&1

# recipe NAME SOURCE SINK
recipe() {
    printf 'pipeline_name: parity\nsource: %s\nsink: %s\n' "$2" "$3" >"$work/$1.yml"
}
recipe theirs "{type: postgres, config: {host_port: '127.0.0.1:$PGPORT', database: carsharing, username: parity_admin, password: parity}}" \
    "{type: file, config: {filename: $work/theirs.json}}"
recipe plain "{type: file, config: {path: $work/theirs.json}}" "{type: file, config: {filename: $work/plain.json}}"
recipe bundle "{type: file, config: {path: $work/theirs.json}}" "{type: file, config: {filename: $work/bundle, format: bundle}}"
recipe unpacked "{type: file, config: {path: $work/bundle}}" "{type: file, config: {filename: $work/unpacked.json}}"
recipe back "{type: file, config: {path: $work/plain.json}}" "{type: file, config: {filename: $work/back.json}}"

# run COMMAND… : quiet unless it fails
run() {
    HOME="$work" DATAHUB_TELEMETRY_ENABLED=false "$@" >"$work/run.log" 2>&1 || { tail -40 "$work/run.log" >&2; exit 70; }
}
run "$datahub" ingest -c "$work/theirs.yml"
run "$(dirname "$datahub")/python3" "$here/snapshots_of_datahub.py" --read "$work/theirs.json" "$work/proposals.json"
run "$colophon" ingest -c "$work/plain.yml"
run "$colophon" ingest -c "$work/bundle.yml"
run "$colophon" ingest -c "$work/unpacked.yml"
run "$datahub" ingest -c "$work/back.yml"
python3 "$here/file_source_parity.py" "$work/proposals.json" "$work/plain.json" "$work/unpacked.json" "$work/back.json"
