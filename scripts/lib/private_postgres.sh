# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A PostgreSQL of one's own that outlives the script which starts it: its data directory, a free loopback port, a password
# for everyone. To be sourced. scripts/with_postgres.sh is the one for the length of a command.

. "$(dirname "${BASH_SOURCE[0]}")/private_server.sh"

# As root, PostgreSQL runs under the user that its package made.
private_postgres_as_owner() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

private_postgres_bin() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    [ -x "$bin/initdb" ] || { echo "no PostgreSQL server found, install the package postgresql" >&2; return 1; }
    echo "$bin"
}

private_postgres_pid() { # private_postgres_pid DIR: prints the process while it runs
    local pid
    pid=$(head -1 "$1/data/postmaster.pid" 2>/dev/null) || return 1
    [[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" == *"$1/data"* ]] || return 1
    echo "$pid"
}

private_postgres_create() {
    local home=$1 bin=$2
    mkdir -p "$home"
    (umask 077 && random_secret >"$home/password")
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$home"; fi
    private_postgres_as_owner "$bin/initdb" -D "$home/data.new" -U postgres -E UTF8 --locale=C.UTF-8 \
        --auth=scram-sha-256 --pwfile="$home/password" --no-sync >/dev/null
    private_postgres_as_owner mv "$home/data.new" "$home/data"
}

# private_postgres_start DIR: creates it where needed, starts it where needed, and points libpq's variables at its
# administrator. A port may be taken between being found free and being used, hence the attempts.
private_postgres_start() {
    local home=$1 bin
    bin=$(private_postgres_bin) || return 1
    if [ ! -d "$home/data" ]; then
        rm -rf "$home"
        private_postgres_create "$home" "$bin" || return 1
    fi
    for _ in 1 2 3 4 5; do
        ! private_postgres_pid "$home" >/dev/null || break
        private_postgres_as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w -s start \
            -o "-c listen_addresses=127.0.0.1 -c port=$(free_port) -c unix_socket_directories=''" 2>/dev/null || true
    done
    private_postgres_pid "$home" >/dev/null ||
        { tail -5 "$home/log" >&2; echo "PostgreSQL did not start, see above" >&2; return 1; }
    unset PGSERVICE PGSERVICEFILE PGOPTIONS PGHOSTADDR PGSSLMODE
    PGHOST=127.0.0.1
    PGPORT=$(sed -n 4p "$home/data/postmaster.pid")
    PGUSER=postgres
    PGPASSWORD=$(cat "$home/password")
    export PGHOST PGPORT PGUSER PGPASSWORD
}

private_postgres_stop() {
    local home=$1 bin
    private_postgres_pid "$home" >/dev/null || return 0
    bin=$(private_postgres_bin) || return 1
    private_postgres_as_owner "$bin/pg_ctl" -D "$home/data" -m fast -w -s stop
}
