#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds a program from its Go modules, where it is not built yet, and prints its path. They are the other side of our tests:
# Helm, a Kubernetes API server, an S3 server. Nothing of ours needs them.
#
#     scripts/fetch_go_tool.sh [--have] NAME     etcd helm3 helm4 kube-apiserver kubeconform kubectl minio
#     scripts/fetch_go_tool.sh --all             every one of them; 25 minutes on two cores, once
#
# --have builds nothing: it prints the path where the program is there, and fails where it is not. Programs stay in
# $COLOPHON_CACHE/go-tools, by default ~/.cache/colophon/go-tools, each in a folder with its version in its name.
set -euo pipefail

kubernetes=1.37.2
etcd=3.7.3
helm3=3.22.0
helm4=4.3.1
kubeconform=0.8.0
minio=v0.0.0-20260212201848-7aac2a2c5b7c

home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/go-tools

version_of() {
    case "$1" in
        etcd) echo "$etcd" ;;
        helm3) echo "$helm3" ;;
        helm4) echo "$helm4" ;;
        kube-apiserver | kubectl) echo "$kubernetes" ;;
        kubeconform) echo "$kubeconform" ;;
        minio) echo "${minio#v0.0.0-}" ;;
        *) echo "fetch_go_tool.sh: no such program: $1 (etcd helm3 helm4 kube-apiserver kubeconform kubectl minio)" >&2; return 64 ;;
    esac
}

# What a go.mod that replaces its own modules keeps `go install` from doing: a module around it.
wrap() { # wrap DIRECTORY
    mkdir -p "$1"
    (cd "$1" && go mod init colophon.test/wrapper) 2>/dev/null
}

build_kubernetes() { # build_kubernetes OUT: the API server and its client come from one module
    local out=$1 work=$2 staging=v0.${kubernetes#*.} name
    wrap "$work"
    cd "$work"
    go mod edit -require "k8s.io/kubernetes@v$kubernetes" -godebug default=go1.26
    # Its staging modules are published under versions of their own; which ones there are, its go.mod says.
    go mod download -json "k8s.io/kubernetes@v$kubernetes" >download.json
    while read -r name; do
        go mod edit -replace "$name=$name@$staging"
    done < <(sed -n 's|^\t\?\(replace \)\?\(k8s.io/[a-z0-9-]*\) => ./staging/.*|\2|p' \
        "$(sed -n 's/.*"GoMod": "\(.*\)".*/\1/p' download.json)")
    go get -tool k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kubectl
    IFS=. read -r major minor _ <<<"$kubernetes"
    local stamp=k8s.io/component-base/version
    for name in kube-apiserver kubectl; do
        go build -o "$out/$name" -trimpath -ldflags \
            "-s -w -X $stamp.gitVersion=v$kubernetes -X $stamp.gitMajor=$major -X $stamp.gitMinor=$minor" \
            "k8s.io/kubernetes/cmd/$name"
    done
}

build_etcd() {
    local out=$1 work=$2
    wrap "$work"
    cd "$work"
    printf '%s\n' 'package main' 'import ("os"; "go.etcd.io/etcd/server/v3/etcdmain")' 'func main() { etcdmain.Main(os.Args) }' >main.go
    go get "go.etcd.io/etcd/server/v3@v$etcd"
    go mod tidy
    go build -o "$out/etcd" -trimpath -ldflags '-s -w' .
}

install_module() { # install_module OUT NAME PACKAGE@VERSION [LDFLAGS]
    GOBIN="$1" go install -trimpath -ldflags "-s -w ${4:-}" "$3"
    [ -x "$1/$2" ] || mv "$1/$(basename "${3%@*}")" "$1/$2"
}

build() { # build NAME OUT WORK
    case "$1" in
        kube-apiserver | kubectl) build_kubernetes "$2" "$3" ;;
        etcd) build_etcd "$2" "$3" ;;
        helm3) install_module "$2" helm3 "helm.sh/helm/v3/cmd/helm@v$helm3" "-X helm.sh/helm/v3/internal/version.version=v$helm3" ;;
        helm4) install_module "$2" helm4 "helm.sh/helm/v4/cmd/helm@v$helm4" "-X helm.sh/helm/v4/internal/version.version=v$helm4" ;;
        kubeconform) install_module "$2" kubeconform "github.com/yannh/kubeconform/cmd/kubeconform@v$kubeconform" ;;
        minio) install_module "$2" minio "github.com/minio/minio@$minio" ;;
    esac
}

fetch() { # fetch NAME: prints the path
    local name=$1 folder version
    version=$(version_of "$name")
    folder=$name
    [ "$name" != kubectl ] || folder=kube-apiserver
    local target=$home/$folder-$version
    if [ ! -x "$target/$name" ]; then
        [ "$have" = no ] || return 1
        command -v go >/dev/null ||
            { echo "fetch_go_tool.sh: Go is missing, install version 1.26 or newer to build $name" >&2; return 69; }
        echo "Building $name $version (once)" >&2
        local work
        work=$(mktemp -d)
        mkdir -p "$target.new"
        (export CGO_ENABLED=0; build "$name" "$target.new" "$work") >&2
        rm -rf "$work" "$target"
        mv "$target.new" "$target"
    fi
    echo "$target/$name"
}

have=no
if [ "${1:-}" = --have ]; then have=yes; shift; fi
case "${1:-}" in
    --all) for name in kubeconform helm4 etcd kube-apiserver minio helm3; do fetch "$name"; done ;;
    "" | --help | -h) sed -n '3,11s/^# \{0,1\}//p' "$0" ;;
    *) fetch "$1" ;;
esac
