#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the path of promtool, Prometheus' own checker of metrics and rules. What is installed is taken; otherwise it is taken
# out of Debian's package, which is not installed: that would start a server that nobody asked for.
#
#     scripts/fetch_promtool.sh [--have]
#
# --have fetches nothing: it prints the path where the program is there, and fails where it is not. It stays in
# $COLOPHON_CACHE/promtool, by default ~/.cache/colophon/promtool.
set -euo pipefail

if command -v promtool; then
    exit 0
fi
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/promtool
if [ ! -x "$home/promtool" ]; then
    [ "${1:-}" != --have ] || exit 1
    command -v apt-get >/dev/null || { echo "fetch_promtool.sh: this is not Debian; please install promtool by hand" >&2; exit 69; }
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    chmod 755 "$work" # apt downloads as a user of its own
    (cd "$work" && apt-get download -q prometheus >log 2>&1) ||
        { tail -5 "$work/log" >&2; echo "fetch_promtool.sh: apt-get could not download it, see above" >&2; exit 69; }
    dpkg-deb --fsys-tarfile "$work"/prometheus_*.deb | tar -x -C "$work" ./usr/bin/promtool
    mkdir -p "$home"
    # Whole or not at all, also where two do it at once.
    install -m 755 "$work/usr/bin/promtool" "$home/promtool.$$"
    mv "$home/promtool.$$" "$home/promtool"
fi
echo "$home/promtool"
