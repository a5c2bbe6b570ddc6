#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, by the names of Debian 12, as root or through sudo, and says so first.
#
#     scripts/install_packages.sh [--list] GROUP…        groups: build database test ship lint
set -euo pipefail

# A name, or COMMAND=NAME where another source of the command does as well.
build=(g++ cmake ninja-build mold ccache pkg-config
    libboost1.81-dev libexpected-dev libgmock-dev libgtest-dev libmariadb-dev libpq-dev libre2-dev libsimdjson-dev libspdlog-dev
    libsqlite3-dev libssl-dev libutf8proc-dev libyaml-cpp-dev nlohmann-json3-dev)
# mariadb-server would start a server that nobody asked for; its programs are in -core.
database=(postgresql mariadb-server-core mariadb-client jq=jq)
test=(python3=python3 python3-venv faketime time openssl chromium=chromium npm=npm)
# Containers, and bindfs for a file system that looks like a network.
ship=(bindfs binutils buildah catatonit conmon curl=curl debootstrap docker-compose docker.io podman runc)
lint=(clang-format=clang-format clang-tidy-16)

list=no
wanted=()
for argument in "$@"; do
    case "$argument" in
        --list) list=yes ;;
        build) wanted+=("${build[@]}") ;;
        database) wanted+=("${database[@]}") ;;
        test) wanted+=("${test[@]}") ;;
        ship) wanted+=("${ship[@]}") ;;
        lint) wanted+=("${lint[@]}") ;;
        *) echo "install_packages.sh: no such group: $argument (build, database, test, ship or lint)" >&2; exit 64 ;;
    esac
done
[ ${#wanted[@]} -gt 0 ] || { sed -n '3,5s/^# \{0,1\}//p' "$0" >&2; exit 64; }

is_there() {
    case "$1" in
        *=*) command -v "${1%%=*}" >/dev/null ;;
        *) dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed$' ;;
    esac
}
missing=()
for package in "${wanted[@]}"; do
    is_there "$package" || missing+=("${package##*=}")
done
if [ "$list" = yes ]; then
    [ ${#missing[@]} -eq 0 ] || printf '%s\n' "${missing[@]}"
    exit 0
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "install_packages.sh: this is not Debian; please install by hand: ${missing[*]}" >&2
    exit 69
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "install_packages.sh: as root, please: apt-get install ${missing[*]}" >&2; exit 69; }
    as_root=(sudo)
fi
echo "Installing from Debian: ${missing[*]}"

# The server's package would start a database cluster of its own, which nobody here asked for.
no_cluster=/etc/postgresql-common/createcluster.d/colophon.conf
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    "${as_root[@]}" mkdir -p "${no_cluster%/*}"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$no_cluster" >/dev/null
    trap '"${as_root[@]}" rm -f "$no_cluster"' EXIT
fi
quietly() {
    local log
    log=$(mktemp)
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1; then
        tail -20 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}
install() { quietly apt-get install -y -q --no-install-recommends "${missing[@]}"; }
# What apt knows may be old, or nothing yet.
{ [ -n "$(ls -A /var/lib/apt/lists 2>/dev/null)" ] && install 2>/dev/null; } || { quietly apt-get update -q && install; } ||
    { echo "install_packages.sh: apt-get could not install them, see above" >&2; exit 69; }
