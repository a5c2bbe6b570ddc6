#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts the validators of SPDX and CycloneDX into $COLOPHON_CACHE/sbom-tools, where they are not yet, and prints the path of its
# Python. A test checks the image's bills of materials with them; nothing of ours needs them.
#
#     scripts/fetch_sbom_tools.sh [--have]        --have installs nothing and fails where they are not there
set -euo pipefail
packages=("cyclonedx-python-lib[json-validation]==11.12.0" "spdx-tools==0.8.5")
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/sbom-tools
if [ "$(cat "$home/packages" 2>/dev/null)" != "${packages[*]}" ]; then
    [ "${1:-}" != --have ] || exit 1
    rm -rf "$home"
    mkdir -p "$home"
    python3 -m venv "$home" >&2
    "$home/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >&2
    echo "${packages[*]}" >"$home/packages"
fi
echo "$home/bin/python"
