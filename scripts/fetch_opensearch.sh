#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts OpenSearch 3.8 into $COLOPHON_CACHE/opensearch, by default ~/.cache/colophon/opensearch, where it is not yet, and prints
# the path of a program that runs one node of it. The bench compares search with it; nothing of ours needs it.
#
#     scripts/fetch_opensearch.sh [--have]
#
# --have fetches nothing: it prints the path where the program is there, and fails where it is not. The program takes a folder
# for its files and flags of Java before it (-Xmx4g), prints `listening on PORT` and ends with its standard input.
#
# It needs a JDK of version 21 or newer: that of $JAVA_HOME, the one in the PATH, or the newest below /usr/lib/jvm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/opensearch

version_of() { "$1/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'; }
find_jdk() {
    local folder in_path
    in_path=$(command -v javac || true)
    for folder in "${JAVA_HOME:-/nowhere}/bin" "${in_path%/javac}" $(printf '%s\n' /usr/lib/jvm/*/bin | sort -t- -k2 -rV); do
        if [ -x "$folder/javac" ] && [ "$(version_of "$folder")" -ge 21 ]; then
            echo "$folder"
            return
        fi
    done
    echo "fetch_opensearch.sh: OpenSearch 3 needs a JDK of version 21 or newer and there is none; install one and set JAVA_HOME" \
        "to it, or leave OpenSearch out (scripts/bench.sh search --no-opensearch)" >&2
    return 69
}

jdk=$(find_jdk)
wanted="$jdk $(cat scripts/bench/opensearch.pom.xml scripts/bench/OpenSearchPeer.java scripts/fetch_opensearch.sh | sha256sum)"
if [ "$(cat "$home/installed" 2>/dev/null)" != "$wanted" ]; then
    [ "${1:-}" != --have ] || exit 1
    command -v mvn >/dev/null || { echo "fetch_opensearch.sh: mvn is missing, install the package maven" >&2; exit 69; }
    rm -rf "$home"
    mkdir -p "$home"
    mvn -q -B -Dstyle.color=never -f scripts/bench/opensearch.pom.xml \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy-dependencies -DoutputDirectory="$home/jars" >&2
    "$jdk/javac" -nowarn -d "$home/classes" -cp "$home/jars/*" scripts/bench/OpenSearchPeer.java >&2
    cat >"$home/opensearch" <<END
#!/bin/sh
# The vector module is what Lucene uses where it may.
flags=
while [ "\${1#-}" != "\$1" ]; do flags="\$flags \$1"; shift; done
exec "$jdk/java" \$flags --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \\
    -cp "$home/classes:$home/jars/*" OpenSearchPeer "\$@"
END
    chmod 755 "$home/opensearch"
    echo "$wanted" >"$home/installed"
fi
echo "$home/opensearch"
