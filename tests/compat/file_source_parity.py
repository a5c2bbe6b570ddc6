#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether files of proposals say the same, whatever their order of members and their spelling of nothing.

    file_source_parity.py FIRST.json OTHER.json …
"""
import json
import sys


def plain(value):
    """Without nulls, which say nothing, and with numbers that compare equal."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items() if member is not None}
    return [plain(member) for member in value] if isinstance(value, list) else value


def proposals(name):
    """Aspects by entity and name: of several, as in a time series, all."""
    found = {}
    with open(name, encoding="utf-8") as file:
        for record in json.load(file):
            key = (record["entityUrn"], record["aspectName"], record["changeType"])
            texts = found.setdefault(key, set())
            texts.add(json.dumps(plain(record["aspect"]["json"]), sort_keys=True, ensure_ascii=False))
    return found


def main():
    first = proposals(sys.argv[1])
    faults = 0
    for name in sys.argv[2:]:
        other = proposals(name)
        for key in sorted(first.keys() | other.keys()):
            if first.get(key) != other.get(key):
                faults += 1
                print(f"{name}: {' '.join(key)}\n  first: {first.get(key)}\n  other: {other.get(key)}")
    print(f"{sum(map(len, first.values()))} aspects of {len({key[0] for key in first})} entities compared in "
          f"{len(sys.argv) - 2} files, {faults} differ")
    return 1 if faults or not first else 0


sys.exit(main())
