#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the image from this checkout with Docker or buildah, with labels and the time of the commit in it, and prints its name.
# The same commit on the same base with the same packages gives the same digest (with buildah; Docker stamps its own time).
#
#     scripts/image.sh --tag localhost/colophon:dev
#     scripts/image.sh --debootstrap --sbom build/sbom        no registry at hand: the base is made here, as root
#
# --tag NAME          what the image is called; localhost/colophon:VERSION by default
# --builder NAME      docker or buildah; by default Docker where its daemon answers, else buildah
# --base IMAGE        Debian 12 to build on and to take libraries from; debian:12-slim by default
# --debootstrap       makes that base from Debian's packages, once, and keeps it as localhost/colophon-base:bookworm
# --source URL        where the code is kept, for the label; by default origin, where that is an https address
# --sbom DIR          copies sbom.spdx.json and sbom.cdx.json out of the image
# --no-cache          builds every step anew
# --storage DIR       keeps images there and not with the machine's (buildah)
# --ccache DIR        compiles with the compiler cache in DIR (buildah)
#
# SOURCE_DATE_EPOCH is the time that the image carries; by default that of the commit.
set -euo pipefail
invoked_from=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

absolute() { case "$1" in /*) echo "$1" ;; *) echo "$invoked_from/$1" ;; esac; }
die() { printf 'image.sh: %s\n' "$2" >&2; exit "$1"; }
version=$(sed -nE 's/^project\(colophon VERSION ([0-9.]+) .*/\1/p' CMakeLists.txt)
tag=localhost/colophon:$version builder='' base='' debootstrap=no source_url='' sbom='' storage='' ccache='' options=()
while [ $# -gt 0 ]; do
    case "$1" in
        --help | -h) sed -n '3,20s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        --debootstrap) debootstrap=yes; shift; continue ;;
        --no-cache) options+=(--no-cache); shift; continue ;;
        --tag | --builder | --base | --source | --sbom | --storage | --ccache)
            [ $# -gt 1 ] || die 64 "$1 needs a value; --help says which" ;;
        *) die 64 "unknown option: $1; see --help" ;;
    esac
    case "$1" in
        --tag) tag=$2 ;;
        --builder) builder=$2 ;;
        --base) base=$2 ;;
        --source) source_url=$2 ;;
        --sbom) sbom=$(absolute "$2") ;;
        --storage) storage=$(absolute "$2") ;;
        --ccache) ccache=$(absolute "$2") ;;
    esac
    shift 2
done
if [ -z "$builder" ]; then
    builder=buildah
    [ -n "$storage$ccache" ] || ! docker info >/dev/null 2>&1 || builder=docker
fi
case "$builder" in docker | buildah) ;; *) die 64 "no such builder: $builder (docker or buildah)" ;; esac
command -v "$builder" >/dev/null || die 69 "$builder is not there: install Docker, or scripts/install_packages.sh ship"
[ "$builder" = buildah ] || [ -z "$storage$ccache" ] || die 64 "--storage and --ccache go with --builder buildah"

buildah=(buildah)
if [ -n "$storage" ]; then
    mkdir -p "$storage"
    storage=$(realpath "$storage")
    # Says what is mounted now, so it must not outlive a restart of the machine (tests/ship/container.py names it too).
    buildah+=(--storage-driver overlay --root "$storage" --runroot
        "/run/colophon-containers/$(cut -c1-8 /proc/sys/kernel/random/boot_id)-$(printf %s "$storage" | sha256sum | cut -c1-12)")
fi
export BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot} # asks nothing of the kernel

# -- the base ---------------------------------------------------------------------------------------------------------

made_base=localhost/colophon-base:bookworm
has_image() {
    if [ "$builder" = docker ]; then docker image inspect "$1" >/dev/null 2>&1; else "${buildah[@]}" inspect --type image "$1" >/dev/null 2>&1; fi
}
# Where this machine's apt takes Debian 12 from, updates included: one line a source.
debian_sources() {
    command -v apt-get >/dev/null || return 0
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(CREATED_BY) $(LABEL) $(SITE) $(RELEASE) $(COMPONENT)' 2>/dev/null |
        sed -nE 's/^Packages Debian(-Security)? (.* bookworm(-updates|-security)? [a-z-]+)$/deb \2/p' | sort -u
}
make_base() {
    [ "$(id -u)" = 0 ] || die 77 "--debootstrap needs root: use sudo, or --base with an image of Debian 12"
    command -v debootstrap >/dev/null || die 69 "debootstrap is not there: scripts/install_packages.sh ship"
    echo "Making $made_base with debootstrap" >&2
    local work sources mirror container
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    sources=$(debian_sources)
    mirror=$(awk '$3 == "bookworm" { print $2; exit }' <<<"$sources")
    debootstrap --variant=minbase bookworm "$work/root" ${mirror:+"$mirror"} >"$work/log" 2>&1 ||
        { tail -20 "$work/log" >&2; die 69 "debootstrap failed, see above"; }
    [ -z "$sources" ] || echo "$sources" >"$work/root/etc/apt/sources.list"
    rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
    tar -C "$work/root" -c . >"$work/base.tar"
    if [ "$builder" = docker ]; then
        docker import --change 'CMD ["/bin/bash"]' "$work/base.tar" "$made_base" >/dev/null
    else
        container=$("${buildah[@]}" from scratch)
        "${buildah[@]}" add --quiet "$container" "$work/base.tar" / >/dev/null
        "${buildah[@]}" config --cmd /bin/bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
        "${buildah[@]}" commit --quiet --rm "$container" "$made_base" >/dev/null
    fi
    rm -rf "$work"
    trap - EXIT
}
if [ "$debootstrap" = yes ]; then
    [ -z "$base" ] || die 64 "--base and --debootstrap exclude each other"
    has_image "$made_base" || make_base
    base=$made_base
    [ "$builder" = docker ] || options+=(--pull-never)
fi

# -- the image --------------------------------------------------------------------------------------------------------

revision=unknown
if git rev-parse --verify -q HEAD >/dev/null 2>&1; then
    revision=$(git rev-parse HEAD)
    [ -z "$(git status --porcelain)" ] || revision+=-changed
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
    [ -n "$source_url" ] || source_url=$(git remote get-url origin 2>/dev/null | grep '^https://' || true)
fi
: "${SOURCE_DATE_EPOCH:=0}"
[ -z "$base" ] || options+=(--build-arg "BASE_IMAGE=$base")
[ -z "$source_url" ] || options+=(--label "org.opencontainers.image.source=$source_url")
options+=(--build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH"
    --build-arg "CREATED=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" --tag "$tag")
if [ "$builder" = docker ]; then
    docker build "${options[@]}" . >&2
else
    if [ -n "$ccache" ]; then
        mkdir -p "$ccache"
        options+=(--volume "$(realpath "$ccache"):/root/.cache/ccache:rw")
    fi
    # Also where nothing is taken from the cache: with layers and without, the same files are different images.
    options+=(--layers)
    "${buildah[@]}" bud --format oci --timestamp "$SOURCE_DATE_EPOCH" "${options[@]}" . >&2
fi

# -- what it is made of -----------------------------------------------------------------------------------------------

if [ -n "$sbom" ]; then
    mkdir -p "$sbom"
    if [ "$builder" = docker ]; then
        container=$(docker create "$tag")
        docker cp "$container:/usr/share/colophon/." "$sbom"
        docker rm "$container" >/dev/null
    else
        container=$("${buildah[@]}" from --pull-never "$tag")
        cp "$("${buildah[@]}" mount "$container")"/usr/share/colophon/sbom.*.json "$sbom"
        "${buildah[@]}" rm "$container" >/dev/null
    fi
fi
echo "$tag"
