# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A MariaDB of one's own that outlives the script which starts it: its data directory, a free loopback port and a socket, a
# password for its administrator. To be sourced. scripts/with_mariadb.sh is the one for the length of a command.
. "$(dirname "${BASH_SOURCE[0]}")/private_server.sh"

# As root, MariaDB runs under the user that its package made.
private_mariadb_as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u "$(id -un mysql 2>/dev/null || echo nobody)" -- "$@")
    else "$@"; fi
}

# private_mariadb_base [BASE]: prints the directory that the server lies in, the package's or that of a version which was fetched.
private_mariadb_base() {
    local base=${1:-/usr}
    [ -x "$base/bin/mariadbd" ] || [ -x "$base/sbin/mariadbd" ] ||
        { echo "no MariaDB server found, install the package mariadb-server" >&2; return 1; }
    echo "$base"
}

private_mariadb_program() { # private_mariadb_program BASE NAME
    ls "$1/bin/$2" "$1/sbin/$2" "$1/scripts/$2" 2>/dev/null | head -1
}

private_mariadb_pid() { # private_mariadb_pid DIR: prints the process while it runs
    local pid
    pid=$(cat "$1/run/pid" 2>/dev/null) || return 1
    [[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" == *"--datadir=$1/data "* ]] || return 1
    echo "$pid"
}

private_mariadb_create() { # private_mariadb_create DIR BASE
    local home=$1 base=$2
    mkdir -p "$home/run"
    chmod 711 "$home"
    (umask 077 && random_secret >"$home/password")
    if [ "$(id -u)" = 0 ]; then chown "$(private_mariadb_as_owner id -un)" "$home" "$home/run"; fi
    private_mariadb_as_owner env LD_LIBRARY_PATH="$base/libs" "$(private_mariadb_program "$base" mariadb-install-db)" \
        --no-defaults --basedir="$base" --datadir="$home/data.new" --skip-test-db --skip-name-resolve \
        --skip-log-bin >"$home/run/create.log" 2>&1 || { tail -20 "$home/run/create.log" >&2; return 1; }
    private_mariadb_as_owner mv "$home/data.new" "$home/data"
}

# Before the server takes its first connection, its administrator has a password. One statement a line, as the server wants it.
private_mariadb_first_statements() {
    local account
    for account in root@localhost "root@'127.0.0.1'"; do
        echo "CREATE OR REPLACE USER $account IDENTIFIED BY '$1';"
        echo "GRANT ALL ON *.* TO $account WITH GRANT OPTION;"
    done
}

private_mariadb_launch() { # private_mariadb_launch DIR BASE PORT [SERVER OPTION…]
    local home=$1 base=$2 port=$3
    shift 3
    rm -f "$home/run/socket" "$home/run/pid"
    (
        cd /
        as=()
        if [ "$(id -u)" = 0 ]; then as=(runuser -u "$(id -un mysql 2>/dev/null || echo nobody)" --); fi
        exec "${as[@]}" env LD_LIBRARY_PATH="$base/libs" "$(private_mariadb_program "$base" mariadbd)" --no-defaults \
            --basedir="$base" --datadir="$home/data" --port="$port" --bind-address=127.0.0.1 --skip-name-resolve \
            --socket="$home/run/socket" --pid-file="$home/run/pid" --init-file="$home/run/first.sql" \
            --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --skip-log-bin "$@" \
            >"$home/run/log" 2>&1
    ) &
    local runner=$!
    for _ in $(seq 300); do
        kill -0 "$runner" 2>/dev/null || return 1
        ! mariadb --defaults-file="$home/my.cnf" -e 'DO 0' >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    return 1
}

# private_mariadb_start DIR [--base BASE] [SERVER OPTION…]: creates it where needed, starts it where needed, and points
# MariaDB's client at its administrator: DIR/my.cnf is the option file, which MYSQL_HOME makes the client's own. A port may be
# taken between being found free and being used, hence the attempts.
private_mariadb_start() {
    local home=$1 base=/usr port
    shift
    if [ "${1:-}" = --base ]; then base=$2; shift 2; fi
    base=$(private_mariadb_base "$base") || return 1
    if [ ! -d "$home/data" ]; then
        rm -rf "$home"
        private_mariadb_create "$home" "$base" || return 1
    fi
    for _ in 1 2 3 4 5; do
        ! private_mariadb_pid "$home" >/dev/null || break
        port=$(free_port)
        (umask 077 && printf '[client]\nuser=root\npassword=%s\nport=%s\nsocket=%s\ndefault-character-set=utf8mb4\n' \
            "$(cat "$home/password")" "$port" "$home/run/socket" >"$home/my.cnf")
        (umask 077 && private_mariadb_first_statements "$(cat "$home/password")" >"$home/run/first.sql")
        if [ "$(id -u)" = 0 ]; then chown "$(private_mariadb_as_owner id -un)" "$home/run/first.sql"; fi
        private_mariadb_launch "$home" "$base" "$port" "$@" || true
    done
    private_mariadb_pid "$home" >/dev/null ||
        { tail -5 "$home/run/log" >&2; echo "MariaDB did not start, see above" >&2; return 1; }
    unset MYSQL_HOST MYSQL_TCP_PORT MYSQL_UNIX_PORT MYSQL_PWD
    export MYSQL_HOME=$home
}

private_mariadb_port() { sed -n 's/^port=//p' "$1/my.cnf"; }

private_mariadb_stop() {
    local pid
    pid=$(private_mariadb_pid "$1") || return 0
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 300); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
}
