#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs a command beside a throw-away MariaDB and stops the server when the command ends.
#
#     scripts/with_mariadb.sh [--base DIR] [--set NAME=VALUE …] [--] COMMAND [ARGUMENT…]
#
# The command finds the server as its administrator: MariaDB's own client through MYSQL_HOME, others through
# COLOPHON_TEST_MARIADB, the path of the same option file (user, password, port, socket). The server listens on a free loopback
# port and a socket, keeps its data in a directory of its own and never outlives this script. --base names another version's
# directory, as scripts/fetch_mariadb.sh prints it; COLOPHON_MARIADB_BASE does the same. --set is for the server.
set -euo pipefail
. "$(dirname "$0")/lib/private_mariadb.sh"

base=${COLOPHON_MARIADB_BASE:-/usr}
settings=()
while [ $# -gt 0 ]; do
    case "$1" in
        --base) base="$2"; shift 2 ;;
        --set) settings+=("--$2"); shift 2 ;;
        --) shift; break ;;
        -*) echo "with_mariadb.sh: unknown option: $1" >&2; exit 64 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || { echo "with_mariadb.sh: no command given" >&2; exit 64; }
base=$(private_mariadb_base "$base") || exit 69

home=$(mktemp -d "${TMPDIR:-/tmp}/colophon-mariadb.XXXXXX")
stop_server() {
    private_mariadb_stop "$home/server"
    rm -rf "$home"
}
trap stop_server EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 711 "$home"
# Programs that were fetched may lie below a home directory that the server's user cannot enter.
if ! private_mariadb_as_owner test -x "$(private_mariadb_program "$base" mariadbd)"; then
    cp -r "$base" "$home/programs"
    chmod -R a+rX "$home/programs"
    base="$home/programs"
fi
private_mariadb_start "$home/server" --base "$base" --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
    --innodb-buffer-pool-size=64M --innodb-flush-method=nosync "${settings[@]}" || exit 70

export COLOPHON_TEST_MARIADB="$home/server/my.cnf"
status=0
"$@" || status=$?
exit "$status"
