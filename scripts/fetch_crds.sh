#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Gets the definitions of the custom resources that the chart and deploy/ use, as their projects publish them in their Go modules:
# the Prometheus operator, the Gateway API, Argo CD. Prints the folder they are in, below $COLOPHON_CACHE.
#
#     scripts/fetch_crds.sh [--have]         --have gets nothing, and fails where they are not there
set -euo pipefail
operator=github.com/prometheus-operator/prometheus-operator@v0.85.0
gateway=sigs.k8s.io/gateway-api@v1.6.3
argocd=github.com/argoproj/argo-cd/v3@v3.5.7

# MODULE@VERSION and the path of a definition in it.
definitions=(
    "$operator example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml"
    "$operator example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml"
    "$gateway config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"
    "$argocd manifests/crds/application-crd.yaml"
    "$argocd manifests/crds/applicationset-crd.yaml"
    "$argocd manifests/crds/appproject-crd.yaml")
cache=${COLOPHON_CACHE:-$HOME/.cache/colophon}
home=$cache/crds-$(printf '%s\n' "${definitions[@]}" | sha256sum | cut -c1-12)

if [ ! -d "$home" ]; then
    [ "${1:-}" != --have ] || exit 1
    command -v go >/dev/null || { echo "fetch_crds.sh: Go is missing, install version 1.26 or newer" >&2; exit 69; }
    mkdir -p "$cache"
    exec 9>"$home.lock"
    flock 9 # tests that run beside each other get them once
    if [ ! -d "$home" ]; then
        rm -rf "$home.new"
        mkdir "$home.new"
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        cd "$work"
        go mod init colophon.test/crds 2>/dev/null
        for each in "${definitions[@]}"; do
            read -r module path <<<"$each"
            # The source alone is wanted, so that it does not matter which Go the module asks for.
            directory=$(go mod download -json "$module" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
            install -m 644 "$directory/$path" "$home.new/"
        done
        mv "$home.new" "$home"
    fi
fi
echo "$home"
