#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts DataHub's own client into $COLOPHON_CACHE/datahub, where it is not yet, and prints the path of its command. Tests and
# the bench compare us with it; nothing of ours needs it.
set -euo pipefail
version=1.7.0.17
extras=postgres,mysql
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/datahub
if [ "$(cat "$home/version" 2>/dev/null)" != "$version" ]; then
    rm -rf "$home"
    mkdir -p "$home"
    python3 -m venv "$home" >&2
fi
# A source that came later is added to the client that is there.
if [ "$(cat "$home/extras" 2>/dev/null)" != "$extras" ]; then
    "$home/bin/pip" install --quiet --disable-pip-version-check "acryl-datahub[$extras]==$version" >&2
    DATAHUB_TELEMETRY_ENABLED=false "$home/bin/datahub" version >&2
    echo "$version" >"$home/version"
    echo "$extras" >"$home/extras"
fi
echo "$home/bin/datahub"
