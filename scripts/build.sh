#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Configures a preset and builds targets of it; ccache is used where it is installed.
#
#     scripts/build.sh PRESET TARGET…
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=$1
shift
launcher=$(command -v ccache || true)
# Every clone takes what another one compiled: paths count from where they are used.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
mkdir -p build
log="build/$preset.configure.log"
cmake --preset "$preset" -D CMAKE_CXX_COMPILER_LAUNCHER="$launcher" -D CMAKE_C_COMPILER_LAUNCHER="$launcher" \
    >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
quiet=()
[ -t 1 ] || quiet=(-- --quiet)
cmake --build --preset "$preset" --target "$@" "${quiet[@]}"
