#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a Python that the chart's tests run in, where it is not yet, and prints its path. It has a YAML reader, a JSON Schema
# validator, and the schemas of Kubernetes' objects. It stays in $COLOPHON_CACHE/chart-python; nothing of ours needs it.
#
#     scripts/fetch_chart_python.sh [--have]         --have makes nothing, and fails where it is not there
set -euo pipefail
packages=(PyYAML==6.0.4 jsonschema==4.26.0 kubernetes-validate==1.37.0)
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/chart-python

is_there() { [ "$(cat "$home/packages" 2>/dev/null)" = "${packages[*]}" ]; }
if ! is_there; then
    [ "${1:-}" != --have ] || exit 1
    mkdir -p "$(dirname "$home")"
    exec 9>"$home.lock"
    flock 9 # tests that run beside each other make it once
    if ! is_there; then
        rm -rf "$home"
        python3 -m venv "$home" >&2
        "$home/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >&2
        echo "${packages[*]}" >"$home/packages"
    fi
fi
echo "$home/bin/python3"
