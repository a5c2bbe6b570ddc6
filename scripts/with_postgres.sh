#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a command beside a throw-away PostgreSQL and stops the server when the command ends.
#
#     scripts/with_postgres.sh [--bin DIR] [--] COMMAND [ARGUMENT…]
#
# The command finds the server through PGHOST, PGPORT, PGUSER and PGDATABASE (libpq's own names), through PGDATA_SOCKET
# (the directory of its socket) and through COLOPHON_TEST_POSTGRES (one connection string of an administrator). The server
# listens on a free loopback port, keeps its data in a directory of its own, trusts local connections of its administrator,
# asks all others for a password, and never outlives this script. --bin names another version's programs, as
# scripts/fetch_postgres.sh prints them; COLOPHON_POSTGRES_BIN does the same.
set -euo pipefail

bin=${COLOPHON_POSTGRES_BIN:-}
while [ $# -gt 0 ]; do
    case "$1" in
        --bin) bin="$2"; shift 2 ;;
        --) shift; break ;;
        -*) echo "with_postgres.sh: unknown option: $1" >&2; exit 64 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || { echo "with_postgres.sh: no command given" >&2; exit 64; }

if [ -z "$bin" ]; then
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1) || true
fi
[ -x "$bin/initdb" ] || { echo "with_postgres.sh: no PostgreSQL server found, install the package postgresql or name one with --bin" >&2; exit 69; }

# initdb and postgres refuse to run as root.
as_server=()
if [ "$(id -u)" = 0 ]; then
    as_server=(runuser -u "$(id -un postgres 2>/dev/null || echo nobody)" --)
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/colophon-pg.XXXXXX")
server=""
stop_server() {
    if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
        kill -INT "$server" 2>/dev/null || true # fast shutdown: connections are ended
        for _ in $(seq 100); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
        kill -QUIT "$server" 2>/dev/null || true
    fi
    rm -rf "$home"
}
trap stop_server EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 711 "$home"
mkdir "$home/data" "$home/socket"
if [ ${#as_server[@]} -gt 0 ]; then chown "${as_server[2]}" "$home/data" "$home/socket"; fi
chmod 755 "$home/socket"
# Programs that were fetched may lie below a home directory that the server's user cannot enter.
if ! "${as_server[@]}" test -x "$bin/initdb"; then
    cp -r "${bin%/bin}" "$home/programs"
    chmod -R a+rX "$home/programs"
    bin="$home/programs/bin"
fi

cd "$home"
if ! "${as_server[@]}" "$bin/initdb" -D "$home/data" -U postgres -E UTF8 --locale=C --auth=trust --no-sync >"$home/initdb.log" 2>&1; then
    cat "$home/initdb.log" >&2
    exit 70
fi
cat >"$home/data/pg_hba.conf" <<EOF
local all postgres trust
local all all      md5
host  all all 127.0.0.1/32 md5
EOF
cat >>"$home/data/postgresql.conf" <<EOF
fsync = off
full_page_writes = off
autovacuum = off
shared_buffers = 64MB
unix_socket_directories = '$home/socket'
listen_addresses = '127.0.0.1'
EOF
if [ ${#as_server[@]} -gt 0 ]; then chown "${as_server[2]}" "$home/data/pg_hba.conf"; fi

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
for _ in 1 2 3 4 5; do # another program may take the port first
    port=$(free_port)
    "${as_server[@]}" "$bin/postgres" -D "$home/data" -p "$port" >"$home/server.log" 2>&1 &
    runner=$!
    for _ in $(seq 300); do
        if grep -q "ready$" "$home/data/postmaster.pid" 2>/dev/null ||
            [ "$(sed -n 8p "$home/data/postmaster.pid" 2>/dev/null | tr -d ' ')" = ready ]; then
            server=$(head -1 "$home/data/postmaster.pid")
            break
        fi
        kill -0 "$runner" 2>/dev/null || break
        sleep 0.1
    done
    [ -z "$server" ] || break
    kill "$runner" 2>/dev/null || true
done
[ -n "$server" ] || { cat "$home/server.log" >&2; exit 70; }

cd - >/dev/null
export PGHOST="$home/socket" PGPORT="$port" PGUSER=postgres PGDATABASE=postgres PGDATA_SOCKET="$home/socket"
export COLOPHON_TEST_POSTGRES="host=$home/socket port=$port user=postgres dbname=postgres"
status=0
"$@" || status=$?
exit "$status"
