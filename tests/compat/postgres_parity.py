#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares, fact by fact, what DataHub's own client and our connector say about the same PostgreSQL database.

    postgres_parity.py DATAHUB.json OURS.json [--list]

Both files are JSON arrays as the file sink writes them. Every fact of DataHub's must be among ours, word for word, unless
ALLOWED names the difference and why it is right. Exits 0 when that holds, 1 otherwise; --list prints what was allowed too.
"""
import argparse
import collections
import json
import sys
import urllib.parse

# Each difference that is meant, and its reason. `test` sees the kind of the fact, the URN, DataHub's value and ours.
ALLOWED = [
    ("partitions", "a partitioned table is one data set; its partitions are, with include_partitions",
     lambda fact: fact.urn in fact.context.partitions),
    ("partition keys", "a key to a partitioned table is one key, not one for every partition",
     lambda fact: fact.kind == "foreign key" and fact.context.targets_partition(fact.datahub)),
    ("queries", "a view's text is in viewProperties; no query entity repeats it",
     lambda fact: ":query:" in fact.urn),
    ("foreign key of a quoted name", "the client reads keys out of DDL text and trips over quotes in names",
     lambda fact: fact.kind == "foreign key" and '"' in str(fact.datahub) + str(fact.ours) + fact.urn),
    ("lineage its parser lacks", "the server resolved the view's sources; the client guesses from the text",
     lambda fact: fact.kind == "upstreams" and set(fact.datahub or ()) < set(fact.ours or ())),
    ("lineage from a partition", "what reads a partition reads the table that it is a part of",
     lambda fact: fact.kind == "upstreams" and any(urn in fact.context.partitions for urn in fact.datahub or ())),
    ("domains of domains", "a domain over one that refuses NULL refuses it too; the client looks at the first only",
     lambda fact: fact.kind == "nullable" and (fact.datahub, fact.ours) == (True, False) and
     fact.context.unknown_to_client(fact.urn, fact.name)),
    ("view texts", "names in them are qualified, whatever the session's search_path",
     lambda fact: fact.kind == "view text" and fact.ours is not None and
     fact.ours.replace("public.", "") == fact.datahub.replace("public.", "")),
    ("lineage its parser invents", "what the client names does not exist in the database",
     lambda fact: fact.kind == "upstreams" and fact.context.only_unknown(set(fact.datahub or ()) - set(fact.ours or ()))),
]

Fact = collections.namedtuple("Fact", "kind name urn datahub ours context")


def aspects(records):
    """(urn, aspect name, document) of every record, older snapshots included."""
    for record in records:
        if "proposedSnapshot" in record:
            (snapshot,) = record["proposedSnapshot"].values()
            for entry in snapshot["aspects"]:
                (name, document), = entry.items()
                name = name.rsplit(".", 1)[1]
                yield snapshot["urn"], name[0].lower() + name[1:], document
        else:
            yield record["entityUrn"], record["aspectName"], record["aspect"]["json"]


def decoded(urn):
    return urllib.parse.unquote(urn)


def facts_of_aspect(name, document):
    """What of an aspect must be equal: (kind, value) pairs."""
    if name == "schemaMetadata":
        for field in document["fields"]:
            path = field["fieldPath"]
            yield ("field", path), True
            yield ("nullable", path), field.get("nullable", False)
            yield ("comment", path), field.get("description") or ""
            yield ("part of key", path), field.get("isPartOfKey") or False
            yield ("class", path), next(iter(field["type"]["type"])).rsplit(".", 1)[1]
        for key in document.get("foreignKeys") or ():
            yield ("foreign key", key["name"]), (key["foreignDataset"], tuple(map(decoded, key["sourceFields"])),
                                                 tuple(map(decoded, key["foreignFields"])))
        yield ("schema name", ""), document["schemaName"]
    elif name in ("datasetProperties", "containerProperties"):
        yield ("name", ""), document.get("name")
        yield ("description", ""), document.get("description") or ""
    elif name == "upstreamLineage":
        yield ("upstreams", ""), tuple(sorted(upstream["dataset"] for upstream in document["upstreams"]))
    elif name == "container":
        yield ("container", ""), document["container"]
    elif name == "browsePathsV2":
        yield ("browse path", ""), tuple((entry["id"], entry.get("urn")) for entry in document["path"])
    elif name == "subTypes":
        yield ("sub-type", ""), document["typeNames"][0]
    elif name == "viewProperties":
        yield ("view text", ""), " ".join(document["viewLogic"].split())
    elif name == "status":
        yield ("removed", ""), document["removed"]


def facts(records):
    found = {}
    for urn, name, document in aspects(records):
        found.setdefault(urn, {})[("entity", "")] = True
        for kind, value in facts_of_aspect(name, document):
            found[urn][kind] = value
        if name == "containerProperties":
            for member, value in document["customProperties"].items():
                found[urn][("container key", member)] = value
    return found


class Context:
    def __init__(self, datahub, ours):
        self.datahub, self.ours = datahub, ours
        self.partitions = set()

    def targets_partition(self, key):
        return key is not None and key[0] in self.partitions

    def unknown_to_client(self, urn, column):
        return self.datahub[urn].get(("class", column)) == "NullType"

    def only_unknown(self, urns):
        return bool(urns) and all(urn not in self.ours for urn in urns)


# Ours says more, or says it in the engine's words, where DataHub says something else.
BETTER = {
    ("sub-type", "View", "Materialized View"): "a materialized view says that it is one",
}
CLASSES = "columns whose type the client does not know (domains, composites, ranges …) have their class"


def better(kind, theirs, ours):
    if kind == "class" and theirs == "NullType":
        return CLASSES
    if kind == "description" and theirs == "" and ours:
        return "comments of databases and schemas are descriptions"
    return BETTER.get((kind, theirs, ours))


def compare(datahub, ours, partitions):
    context = Context(datahub, ours)
    context.partitions = partitions
    allowed, missing = collections.Counter(), []
    examples = {}
    compared = 0

    def judge(kind, name, urn, theirs, mine):
        reason = better(kind, theirs, mine) if mine is not None else None
        fact = Fact(kind, name, urn, theirs, mine, context)
        for label, why, test in ALLOWED:
            if reason is None and test(fact):
                reason = f"{label}: {why}"
        if reason is None:
            missing.append((kind, name, urn, theirs, mine))
        else:
            allowed[reason] += 1
            examples.setdefault(reason, f"{decoded(urn)} {name}: {theirs!r} / {mine!r}")

    for urn, theirs in datahub.items():
        for (kind, name), value in theirs.items():
            mine = ours.get(urn, {}).get((kind, name))
            compared += 1
            if mine != value:
                judge(kind, name, urn, value, mine)
    return compared, allowed, examples, missing


def partitions_of(records):
    """The URNs that our run with include_partitions says are parts of another table."""
    found = set()
    for urn, name, document in aspects(records):
        if name == "datasetProperties" and "partition_of" in document.get("customProperties", {}):
            found.add(urn)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datahub")
    parser.add_argument("ours")
    parser.add_argument("--with-partitions", metavar="FILE", help="our run with include_partitions, to know them by name")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    read = lambda name: json.load(open(name, encoding="utf-8"))
    datahub, ours = facts(read(arguments.datahub)), facts(read(arguments.ours))
    partitions = partitions_of(read(arguments.with_partitions)) if arguments.with_partitions else set()
    if not datahub or not any(":dataset:" in urn for urn in datahub):
        print("DataHub's client found no data set: nothing was compared", file=sys.stderr)
        return 1

    compared, allowed, examples, missing = compare(datahub, ours, partitions)
    for kind, name, urn, theirs, mine in missing:
        print(f"DIFFERS {kind} {name} of {decoded(urn)}\n    DataHub: {theirs!r}\n    ours:    {mine!r}")
    for reason, count in sorted(allowed.items()):
        print(f"allowed {count:5}  {reason}")
        if arguments.list:
            print(f"               e.g. {examples[reason]}")
    datasets = sum(":dataset:" in urn for urn in datahub)
    print(f"{compared} facts of {datasets} data sets compared, {sum(allowed.values())} differ as meant, {len(missing)} differ")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
