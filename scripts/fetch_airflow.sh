#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts Apache Airflow into $COLOPHON_CACHE/airflow-2 or airflow-3, where it is not yet, and prints the path of its python.
# The tests of the provider package and the bench run their DAGs with it; nothing of ours needs it.
#
#   scripts/fetch_airflow.sh [2|3]          3 unless told
#   scripts/fetch_airflow.sh --have [2|3]   prints the path where it is there already; installs nothing
set -euo pipefail
have=
if [ "${1:-}" = --have ]; then
    have=1
    shift
fi
line=${1:-3}
case $line in
2) version=2.11.2 ;;
3) version=3.3.2 ;;
*)
    echo "fetch_airflow.sh: there is no Airflow $line here: 2 or 3" >&2
    exit 64
    ;;
esac
home=${COLOPHON_CACHE:-$HOME/.cache/colophon}/airflow-$line
wanted="apache-airflow==$version docker==4.6.1 cncf-kubernetes==10.25.0"
if [ "$(cat "$home/installed" 2>/dev/null)" != "$wanted" ]; then
    if [ -n "$have" ]; then
        exit 1
    fi
    rm -rf "$home"
    mkdir -p "$home"
    python3 -m venv "$home" >&2
    # Named together with the pinned Airflow, so that a provider can never move it to another version.
    "$home/bin/pip" install --quiet --disable-pip-version-check "apache-airflow==$version" apache-airflow-providers-standard \
        apache-airflow-providers-docker==4.6.1 apache-airflow-providers-cncf-kubernetes==10.25.0 >&2
    # What builds our package, so that the tests can do so without a network.
    "$home/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$home/wheels" 'setuptools>=77' >&2
    echo "$wanted" >"$home/installed"
fi
echo "$home/bin/python"
