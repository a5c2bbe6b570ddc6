#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the database where there is none, without listening on TCP, and then serves it.
set -euo pipefail
export PGDATA=/var/lib/postgresql/data PGUSER=postgres
if [ "$(id -u)" = 0 ]; then
    install -d -o postgres -g postgres -m 700 "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -e "$PGDATA/PG_VERSION" ]; then
    initdb -U postgres -E UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 --pwfile="$POSTGRES_PASSWORD_FILE"
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl -w start -o "-c listen_addresses=''"
    createdb "$POSTGRES_DB"
    for file in /docker-entrypoint-initdb.d/*.sql; do
        psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc -q -d "$POSTGRES_DB" -f "$file"
    done
    pg_ctl -w stop
fi
exec postgres -c 'listen_addresses=*'
