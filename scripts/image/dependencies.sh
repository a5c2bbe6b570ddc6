#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# In the build stage of the Dockerfile, beside the built program: puts the stripped program into OUT, into OUT/packages the
# Debian packages whose libraries it names or opens, and into OUT/compiled_in those (NAME VERSION SOURCE) whose headers it is
# compiled from and whose code has no library of its own in the image.
#
#     scripts/image/dependencies.sh OUT
set -euo pipefail
out=$1
build=build/release
mkdir -p "$out"
strip -o "$out/colophon" "$build/colophon"

# Opened by libmariadb by name: how an account proves who it is (MySQL's default, MariaDB's ed25519).
programs=("$build/colophon" /usr/lib/*-linux-gnu/libmariadb3/plugin/*.so)
listing=$(ldd "${programs[@]}")
if grep 'not found' <<<"$listing" >&2; then
    echo "dependencies.sh: libraries are missing, see above" >&2
    exit 1
fi

owner_of() { # a file that moved when /usr was merged is known to dpkg as it was before
    local file
    file=$(realpath "$1")
    { dpkg-query -S "$file" 2>/dev/null || dpkg-query -S "${file#/usr}"; } | sed 's/:.*//'
}
libraries=$(sed -nE 's/^\t(.* => )?(\/[^ ]+) \(0x.*$/\2/p' <<<"$listing" | sort -u)
for file in $libraries "${programs[@]:1}"; do
    owner_of "$file"
done | sort -u >"$out/packages"

# shellcheck disable=SC2016 # fields of dpkg-query
sources=$(xargs dpkg-query -W -f='${source:Package}\n' <"$out/packages" | sort -u)
headers=$(ninja -C "$build" -t deps | sed -nE 's/^ +(\/usr\/include\/.*)$/\1/p' | sort -u)
[ -n "$headers" ] || { echo "dependencies.sh: the build does not say which headers it read" >&2; exit 1; }
# The kernel's headers are constants.
# shellcheck disable=SC2016
xargs dpkg-query -S <<<"$headers" | sed 's/:.*//' | sort -u | xargs dpkg-query -W -f='${Package} ${Version} ${source:Package}\n' |
    grep -v ' linux$' | while read -r name version source; do
    grep -qxF "$source" <<<"$sources" || echo "$name $version $source"
done >"$out/compiled_in"

# gcc-12-base holds the licence of libstdc++; base-files says which Debian this is, and holds the texts of common licences.
printf '%s\n' base-files ca-certificates gcc-12-base tzdata >>"$out/packages"
sort -u -o "$out/packages" "$out/packages"
