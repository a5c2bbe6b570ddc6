#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Loads SQL files into a throw-away PostgreSQL and compares what DataHub's own client and our connector say about it.
#
#     tests/compat/postgres_parity.sh CONNECTOR_DUMP [FILE.sql …]
#
# Without files: the example. DataHub's client is COLOPHON_DATAHUB, or `datahub` on the PATH, or the one in
# ${COLOPHON_CACHE:-~/.cache/colophon}/datahub. It gets an administrator's account, which it needs to see all; ours gets the
# account that `grants` prints. COLOPHON_POSTGRES_BIN names another server version.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dump=$1
shift
[ $# -gt 0 ] || set -- "$root/examples/carsharing/schema.sql"

if [ -z "${COLOPHON_PARITY_INSIDE:-}" ]; then
    files=()
    for file in "$@"; do files+=("$(realpath "$file")"); done
    export COLOPHON_PARITY_INSIDE=1
    exec "$root/scripts/with_postgres.sh" ${COLOPHON_POSTGRES_BIN:+--bin "$COLOPHON_POSTGRES_BIN"} -- \
        bash "$0" "$(realpath "$dump")" "${files[@]}"
fi

datahub=${COLOPHON_DATAHUB:-$(command -v datahub || echo "${COLOPHON_CACHE:-$HOME/.cache/colophon}/datahub/bin/datahub")}
[ -x "$datahub" ] || { echo "postgres_parity.sh: no DataHub client, set COLOPHON_DATAHUB to one" >&2; exit 69; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
psql -q -c "CREATE ROLE parity_admin SUPERUSER LOGIN PASSWORD 'parity'"
status=0
for file in "$@"; do
    database=$(basename "$file" .sql | tr -c 'a-zA-Z0-9\n' '_')
    echo "== $file"
    psql -q -c "CREATE DATABASE \"$database\""
    # Dumps name owners that are not there and create databases of their own: neither matters here.
    sed -E '/^(\\(c|connect) |CREATE DATABASE |DROP DATABASE |ALTER DATABASE )/Id' "$file" |
        PGOPTIONS='-c client_min_messages=error' psql -q -d "$database" >"$work/load.log" 2>&1 || true
    ! grep -q ERROR "$work/load.log" || echo "   $(grep -c ERROR "$work/load.log") statements failed to load, first: $(grep -m1 ERROR "$work/load.log")"
    "$dump" grants postgres --role parity_reader --database "$database" 2>/dev/null | psql -q -d "$database"
    psql -q -c "ALTER ROLE parity_reader PASSWORD 'parity'"

    cat >"$work/recipe.yml" <<EOF
source:
  type: postgres
  config:
    host_port: "127.0.0.1:$PGPORT"
    database: "$database"
    username: parity_admin
    password: parity
    include_stored_procedures: false
    ${COLOPHON_PARITY_CONFIG:-env: PROD}
sink: {type: file, config: {filename: "$work/datahub.json"}}
EOF
    HOME="$work" DATAHUB_TELEMETRY_ENABLED=false "$datahub" ingest -c "$work/recipe.yml" >"$work/datahub.log" 2>&1 ||
        { tail -30 "$work/datahub.log" >&2; exit 70; }
    for partitions in false true; do
        python3 - "$work/settings.json" "$database" "$partitions" <<'EOF'
import json, os, sys
settings = {"host_port": "127.0.0.1:" + os.environ["PGPORT"], "database": sys.argv[2], "username": "parity_reader",
            "password": "parity", "include_partitions": sys.argv[3] == "true"}
name, _, value = os.environ.get("COLOPHON_PARITY_CONFIG", "env: PROD").partition(": ")
settings[name] = {"true": True, "false": False}.get(value, value)
json.dump(settings, open(sys.argv[1], "w"))
EOF
        "$dump" extract postgres "$work/settings.json" >"$work/ours-$partitions.json"
    done
    python3 "$here/postgres_parity.py" "$work/datahub.json" "$work/ours-false.json" \
        --with-partitions "$work/ours-true.json" --list || status=1
    [ -z "${COLOPHON_PARITY_KEEP:-}" ] || cp -r "$work" "$COLOPHON_PARITY_KEEP"
done
exit "$status"
