#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a checkout to two searchable databases in one command.
#
#     scripts/quickstart.sh            build, start databases of its own with the example in them, serve, ingest, search
#     scripts/quickstart.sh --check    the same in a temporary place; asserts on the results and leaves nothing behind
#     scripts/quickstart.sh --stop     stop what it started; the catalog's data stays
#
# State lies in $COLOPHON_QUICKSTART_DIR; by default /var/lib/colophon-quickstart for root, and
# ~/.local/state/colophon-quickstart for others. Only servers that are recorded there are ever touched.
set -euo pipefail
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/lib/private_postgres.sh
. "$root/scripts/lib/private_postgres.sh"
# shellcheck source=scripts/lib/private_mariadb.sh
. "$root/scripts/lib/private_mariadb.sh"

mode=start
case "${1:-}" in
    "") ;;
    --check) mode=check ;;
    --stop) mode=stop ;;
    --help | -h) sed -n '3,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "quickstart.sh: unknown option: $1 (--check, --stop or --help)" >&2; exit 64 ;;
esac

colophon="$root/build/release/colophon"
database=carsharing
role=colophon_reader
if [ "$(id -u)" = 0 ]; then
    state=${COLOPHON_QUICKSTART_DIR:-/var/lib/colophon-quickstart}
else
    state=${COLOPHON_QUICKSTART_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/colophon-quickstart}
fi
[ "$mode" != check ] || state=$(mktemp -d "${TMPDIR:-/tmp}/colophon-check.XXXXXX")

step() { printf '\n== %s\n' "$*"; }
die() {
    printf 'quickstart.sh: %s\n' "$*" >&2
    exit 1
}

# -- the catalog server -----------------------------------------------------------------------------------------------

server_pid() { # prints it while the recorded server runs, and it is ours
    local pid
    pid=$(cat "$state/serve.pid" 2>/dev/null) || return 1
    [ "$(readlink "/proc/$pid/exe" 2>/dev/null | sed 's/ (deleted)$//')" = "$colophon" ] || return 1
    echo "$pid"
}

stop_server() {
    local pid
    pid=$(server_pid) || return 0
    kill -TERM "$pid"
    for _ in $(seq 300); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    rm -f "$state/serve.pid"
}

start_server() {
    if server_pid >/dev/null && [ "$state/serve.pid" -nt "$colophon" ]; then return; fi
    stop_server # it runs what was built before
    rm -f "$state/data/address"
    setsid "$colophon" serve --data "$state/data" --listen 127.0.0.1:0 >"$state/serve.log" 2>&1 </dev/null &
    echo $! >"$state/serve.pid"
    for _ in $(seq 600); do
        [ ! -s "$state/data/address" ] || return 0
        kill -0 "$(cat "$state/serve.pid")" 2>/dev/null || break
        sleep 0.05
    done
    cat "$state/serve.log" >&2
    die "the server did not start, see above"
}

stop_all() {
    stop_server
    private_postgres_stop "$state/postgres"
    private_mariadb_stop "$state/mariadb"
}

if [ "$mode" = stop ]; then
    stop_all
    echo "Stopped. Start again: scripts/quickstart.sh. Forget everything: rm -r '$state'"
    exit 0
fi

# Whatever ends this script early, nothing of it keeps running; --check leaves nothing at all.
finished=no
at_exit() {
    local status=$?
    trap - EXIT
    if [ "$mode" = check ]; then
        stop_all || status=1
        rm -rf "$state"
    elif [ "$finished" = no ]; then
        stop_all || true
        echo "quickstart.sh: not finished; what it had started is stopped again" >&2
    fi
    exit "$status"
}
trap at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$state"
chmod 755 "$state" # the databases' users pass through; what is secret below has its own mode

# -- the steps --------------------------------------------------------------------------------------------------------

step "Packages"
"$root/scripts/install_packages.sh" build database
echo "all there"

step "Build"
"$root/scripts/build.sh" release colophon
"$colophon" version

step "PostgreSQL with the example database"
private_postgres_start "$state/postgres"
if [ "$(psql -d postgres -Atc "SELECT count(*) FROM pg_database WHERE datname = '$database'")" = 0 ]; then
    createdb "$database.loading"
    psql -q -v ON_ERROR_STOP=1 -d "$database.loading" -f "$root/examples/carsharing/schema.sql" >/dev/null ||
        { dropdb "$database.loading"; die "the example could not be loaded, see above"; }
    psql -q -d postgres -c "ALTER DATABASE \"$database.loading\" RENAME TO $database"
fi
psql -d "$database" -At -F ' ' -c "SELECT 'listens on 127.0.0.1:$PGPORT,', count(*), 'tables and views in', current_database()
    FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT IN ('pg_catalog', 'information_schema')"

step "MariaDB with the operational databases"
private_mariadb_start "$state/mariadb"
as_mariadb_admin() { mariadb --defaults-file="$state/mariadb/my.cnf" -BN "$@"; }
if [ ! -e "$state/mariadb.loaded" ]; then
    as_mariadb_admin -e 'DROP DATABASE IF EXISTS charging; DROP DATABASE IF EXISTS telematics; DROP DATABASE IF EXISTS booking'
    as_mariadb_admin <"$root/examples/carsharing/mysql-schema.sql"
    touch "$state/mariadb.loaded"
fi
as_mariadb_admin -e "SELECT concat('listens on 127.0.0.1:', @@port, ', ', count(*), ' tables and views in booking, telematics and charging')
    FROM information_schema.tables WHERE table_schema IN ('booking', 'telematics', 'charging')"

step "The accounts that can see names but no rows"
[ -s "$state/reader.password" ] || (umask 077 && random_secret >"$state/reader.password")
"$colophon" grants postgres --role "$role" --database "$database" >"$state/grants.sql"
psql -q -v ON_ERROR_STOP=1 -d "$database" -f "$state/grants.sql" >/dev/null
psql -q -v ON_ERROR_STOP=1 -d "$database" >/dev/null <<<"ALTER ROLE $role PASSWORD '$(cat "$state/reader.password")'"
"$colophon" grants mysql --role "$role" >"$state/grants-mysql.sql"
as_mariadb_admin <"$state/grants-mysql.sql" >/dev/null
as_mariadb_admin <<<"ALTER USER $role IDENTIFIED BY '$(cat "$state/reader.password")'"
echo "$role, from: colophon grants postgres --role $role --database $database"
echo "$role, from: colophon grants mysql --role $role"

step "Server"
start_server
COLOPHON_SERVER="http://$(cat "$state/data/address")"
COLOPHON_TOKEN=$(cat "$state/data/admin.token")
COLOPHON_PG_HOST_PORT="127.0.0.1:$PGPORT"
COLOPHON_PG_DATABASE=$database
COLOPHON_PG_USER=$role
COLOPHON_PG_PASSWORD=$(cat "$state/reader.password")
COLOPHON_MYSQL_HOST_PORT="127.0.0.1:$(private_mariadb_port "$state/mariadb")"
COLOPHON_MYSQL_USER=$role
COLOPHON_MYSQL_PASSWORD=$COLOPHON_PG_PASSWORD
export COLOPHON_SERVER COLOPHON_TOKEN COLOPHON_PG_HOST_PORT COLOPHON_PG_DATABASE COLOPHON_PG_USER COLOPHON_PG_PASSWORD
export COLOPHON_MYSQL_HOST_PORT COLOPHON_MYSQL_USER COLOPHON_MYSQL_PASSWORD
"$colophon" ping

recipes=("$root/examples/carsharing/recipe.yaml" "$root/examples/carsharing/mysql-recipe.yaml")
for recipe in "${recipes[@]}"; do
    step "Audit: what could this account do? ($(basename "$recipe"))"
    "$colophon" audit -c "$recipe"
    step "Plan: what would change? ($(basename "$recipe"))"
    "$colophon" plan -c "$recipe" | head -40
    step "Ingest ($(basename "$recipe"))"
    "$colophon" ingest -c "$recipe"
done

for words in 예약 reservation_id; do
    step "colophon search $words"
    "$colophon" search "$words" --limit 8
done

# -- check, or say goodbye --------------------------------------------------------------------------------------------

expect() { # expect WHAT JQ-FILTER COMMAND…: the command's JSON answer satisfies the filter
    local what=$1 filter=$2 answer
    shift 2
    answer=$("$@") || die "check failed: $what: $*"
    jq -e "$filter" >/dev/null <<<"$answer" || die "check failed: $what: ${answer:0:2000}"
    echo "ok: $what"
}

if [ "$mode" = check ]; then
    step "Check"
    reservation="urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)"
    expect "예약 finds the table that is described so, among the first" \
        '[.hits[:3][] | select(.description == "예약").name] == ["reservation"]' "$colophon" search 예약 --json
    expect "reservation_id finds the tables that have it" \
        '[.hits[].name] | contains(["reservation", "reservation_event", "rental"])' \
        "$colophon" search reservation_id --filter type=dataset --limit 100 --json
    expect "a match says which column it was" \
        '[.hits[].matches[] | select(.field == "column") | .value] | index("reservation_id") != null' \
        "$colophon" search reservation_id --json
    expect "Hangul names are found" '.hits | length > 0' "$colophon" search 점검_일지 --json
    expect "every table and view is there, a partitioned table once" \
        '.total == 55' "$colophon" search '*' --filter type=dataset --filter platform=postgres --json
    expect "an entity has its columns" \
        '[.aspects.schemaMetadata.fields[].fieldPath] | index("reservation_id") != null' \
        "$colophon" get "$reservation" --json
    expect "one search shows both sources" \
        '[.facets.platform.values[].value] | contains(["postgres", "mysql"])' "$colophon" search 예약 --json
    expect "a view of MySQL says what it reads" \
        '[.aspects.upstreamLineage.upstreams[].dataset] | map(contains("booking.reservation")) | any' \
        "$colophon" get "urn:li:dataset:(urn:li:dataPlatform:mysql,booking.active_reservation,PROD)" --json
    expect "every table and view of MySQL is there, a partitioned table once" '.total == 16' \
        "$colophon" search '*' --filter type=dataset --filter platform=mysql --json
    position() { "$colophon" verify --json | jq .position; }
    before=$(position)
    for recipe in "${recipes[@]}"; do
        "$colophon" ingest -c "$recipe" >/dev/null || die "check failed: the second run of $recipe"
    done
    [ "$(position)" = "$before" ] || die "check failed: a second run wrote something"
    echo "ok: a second run writes nothing"
    expect "store, search and graph agree" '.differences == 0' "$colophon" verify --json
    PGPASSWORD=$COLOPHON_PG_PASSWORD psql -U "$role" -d "$database" -c 'SELECT FROM ops.reservation' >/dev/null 2>&1 &&
        die "check failed: the account can read rows"
    ! mariadb --no-defaults -h 127.0.0.1 -P "${COLOPHON_MYSQL_HOST_PORT##*:}" -u "$role" -p"$COLOPHON_MYSQL_PASSWORD" \
        -e 'SELECT 1 FROM booking.reservation' >/dev/null 2>&1 || die "check failed: the account can read rows of MariaDB"
    echo "ok: the accounts cannot read rows"
    # The account's password and the administrator's token are nowhere in what the server wrote down.
    grep -rqF -e "$COLOPHON_PG_PASSWORD" -e "$COLOPHON_TOKEN" --exclude=admin.token "$state/data" "$state/serve.log" &&
        die "check failed: a secret is in the server's files"
    echo "ok: no secret in the server's files"
    exit 0
fi

finished=yes
cat <<EOT

== Ready after $SECONDS s

  Search in the browser   $COLOPHON_SERVER/
  with this token         $state/data/admin.token
  or in the terminal      export COLOPHON_SERVER=$COLOPHON_SERVER COLOPHON_TOKEN=\$(cat '$state/data/admin.token')
                          $colophon search 예약
  Stop                    scripts/quickstart.sh --stop
EOT
