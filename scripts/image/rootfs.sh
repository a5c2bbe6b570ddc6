#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# In the rootfs stage of the Dockerfile: lays out ROOT from what dependencies.sh left in FROM: the program, what it needs of
# Debian's packages, the files that a C library looks for, and the bill of materials.
#
# OWNED holds what belongs to the user of the image.
#
#     VERSION=… SOURCE_DATE_EPOCH=… scripts/image/rootfs.sh FROM ROOT OWNED
set -euo pipefail
from=$1 root=$2 owned=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LC_ALL=C.UTF-8
umask 022
work=$(mktemp -d)
debian=$work/debian
mkdir -p "$debian"/usr/lib{,64} "$owned/data" "$root"/{tmp,usr/bin,usr/lib/ssl,usr/share/colophon,etc/ssl/certs,var/lib/dpkg/status.d}
for each in lib lib64; do
    ln -s "usr/$each" "$debian/$each" # as on every Debian since /usr was merged
    ln -s "usr/$each" "$root/$each"
done

apt-get update -q >&2 # what an earlier layer knew of the archive may be gone from it

# Each package as it is, with its control file: scanners of images look for that in status.d.
status=$root/var/lib/dpkg/status.d
while read -r name; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$name" >&2)
    archive=$(echo "$work"/*.deb)
    dpkg-deb --fsys-tarfile "$archive" | tar -x --keep-directory-symlink --no-same-owner -C "$debian"
    dpkg-deb -f "$archive" >"$status/$name"
    dpkg-deb -I "$archive" md5sums >"$work/$name.md5sums"
    rm "$archive"
done <"$from/packages"

# What is needed of them. Licences are: they are the condition for passing the libraries on.
# keep WHAT FIND-TEST…: files of the packages, links as they are.
keep() { find "$@" ! -type d -print0 | sort -z | tar -c --null --no-recursion -T - | tar -x -C "$root"; }
cd "$debian"
keep usr/lib/*-linux-gnu -maxdepth 1
keep usr/lib/*-linux-gnu/libmariadb3
keep usr/lib/*-linux-gnu/ossl-modules
keep usr/lib64
keep usr/share/zoneinfo -not -path '*/posix/*' -not -path '*/right/*'
keep usr/share/doc -name copyright
keep usr/share/doc -maxdepth 1 -type l # to the package that holds the licence
keep usr/share/common-licenses
keep etc/os-release
keep etc/debian_version
keep usr/lib/os-release
cd "$OLDPWD"

while read -r file; do
    cat "$debian/usr/share/ca-certificates/$file"
done < <(cd "$debian/usr/share/ca-certificates" && find . -name '*.crt' | sort) >"$root/etc/ssl/certs/ca-certificates.crt"
ln -s /etc/ssl/certs/ca-certificates.crt "$root/usr/lib/ssl/cert.pem" # where OpenSSL looks by itself
ln -s /etc/ssl/certs "$root/usr/lib/ssl/certs"
echo 'colophon:x:10001:10001:Colophon:/nonexistent:/nonexistent' >"$root/etc/passwd"
echo 'colophon:x:10001:' >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
install -m 755 "$from/colophon" "$root/usr/bin/colophon"
install -D -m 644 LICENSE "$root/usr/share/doc/colophon/copyright"

# Each package's files that are in here, with their checksums: who owns a file can be asked of the image itself.
for list in "$work"/*.md5sums; do
    in_here=$status/$(basename "$list")
    while read -r sum file; do
        [ ! -f "$root/$file" ] || echo "$sum  $file"
    done <"$list" >"$in_here"
done
python3 make_sbom.py --root "$root" --compiled-in "$from/compiled_in" --licenses "$here/licenses.json" --version "$VERSION" \
    --epoch "$SOURCE_DATE_EPOCH" --to "$root/usr/share/colophon"

chmod 700 "$owned/data"
chmod 1777 "$root/tmp"
find "$root" "$owned" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
rm -r "$work"
