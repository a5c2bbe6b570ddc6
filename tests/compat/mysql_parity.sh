#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Loads SQL files into a throw-away MariaDB and compares what DataHub's own client and our connector say about it.
#
#     tests/compat/mysql_parity.sh CONNECTOR_DUMP [FILE.sql …]
#
# Without files: the example and the connector's fixture. Files make the databases that they want, or load into one by their own
# name. DataHub's client is COLOPHON_DATAHUB, or `datahub` on the PATH, or the one in ${COLOPHON_CACHE:-~/.cache/colophon}/datahub.
# It gets an administrator's account, which it needs to see all; ours gets the account that `grants` prints. The source's type is
# COLOPHON_PARITY_TYPE (mysql, mariadb; both if unset); COLOPHON_MARIADB_BASE names another server version.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dump=$1
shift
[ $# -gt 0 ] || set -- "$root/examples/carsharing/mysql-schema.sql" "$root/connectors/mysql/fixture.sql"

if [ -z "${COLOPHON_PARITY_INSIDE:-}" ]; then
    files=()
    for file in "$@"; do files+=("$(realpath "$file")"); done
    export COLOPHON_PARITY_INSIDE=1
    exec "$root/scripts/with_mariadb.sh" -- bash "$0" "$(realpath "$dump")" "${files[@]}"
fi

datahub=${COLOPHON_DATAHUB:-$(command -v datahub || echo "${COLOPHON_CACHE:-$HOME/.cache/colophon}/datahub/bin/datahub")}
[ -x "$datahub" ] || { echo "mysql_parity.sh: no DataHub client, set COLOPHON_DATAHUB to one" >&2; exit 69; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
port=$(sed -n 's/^port=//p' "$COLOPHON_TEST_MARIADB")
sql() { mariadb --defaults-file="$COLOPHON_TEST_MARIADB" "$@"; }
# The server's own databases, and ours, are read by neither.
own='information_schema|performance_schema|mysql|sys|catalog_meta'
databases() { sql -N -e 'SELECT schema_name FROM information_schema.schemata' | grep -Evx "$own" || true; }

sql -e "CREATE USER parity_admin IDENTIFIED BY 'parity'; GRANT ALL ON *.* TO parity_admin"
status=0
for file in "$@"; do
    databases | while IFS= read -r database; do
        sql -e "SET FOREIGN_KEY_CHECKS = 0; DROP DATABASE \`${database//\`/\`\`}\`"
    done
    name=$(basename "$file" .sql | tr -c 'a-zA-Z0-9\n' '_')
    sql -e "CREATE DATABASE $name"
    sql --force "$name" <"$file" >"$work/load.log" 2>&1 || true
    ! grep -q ^ERROR "$work/load.log" || echo "   $(grep -c ^ERROR "$work/load.log") statements failed to load, first: $(grep -m1 ^ERROR "$work/load.log")"
    "$dump" grants mysql --role parity_reader 2>/dev/null | sql
    sql -e "ALTER USER parity_reader IDENTIFIED BY 'parity'"
    for type in ${COLOPHON_PARITY_TYPE:-mysql mariadb}; do
        echo "== $type: $file"
        cat >"$work/recipe.yml" <<RECIPE
source:
  type: $type
  config:
    host_port: "127.0.0.1:$port"
    username: parity_admin
    password: parity
    database_pattern: {deny: ['^($own)\$']}
    ${COLOPHON_PARITY_CONFIG:-env: PROD}
sink: {type: file, config: {filename: "$work/datahub.json"}}
RECIPE
        HOME="$work" DATAHUB_TELEMETRY_ENABLED=false "$datahub" ingest -c "$work/recipe.yml" >"$work/datahub.log" 2>&1 ||
            { tail -30 "$work/datahub.log" >&2; exit 70; }
        python3 - "$work/settings.json" "$port" <<'SETTINGS'
import json, os, sys
settings = {"host_port": "127.0.0.1:" + sys.argv[2], "username": "parity_reader", "password": "parity"}
name, _, value = os.environ.get("COLOPHON_PARITY_CONFIG", "env: PROD").partition(": ")
settings[name] = {"true": True, "false": False}.get(value, value)
json.dump(settings, open(sys.argv[1], "w"))
SETTINGS
        # A name that no URN can hold is one failure, which the fixture has.
        "$dump" extract "$type" "$work/settings.json" >"$work/ours.json" || [ $? = 20 ]
        python3 "$here/mysql_parity.py" "$work/datahub.json" "$work/ours.json" --list || status=1
        [ -z "${COLOPHON_PARITY_KEEP:-}" ] || cp -r "$work" "$COLOPHON_PARITY_KEEP"
    done
done
exit "$status"
