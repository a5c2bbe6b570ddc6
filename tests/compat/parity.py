# SPDX-License-Identifier: Apache-2.0
"""What DataHub's own client and our connector say about the same databases, taken apart into facts and compared one by one.

Every fact of DataHub's must be among ours, word for word, unless the script of the engine names the difference and why it is
right.
"""
import argparse
import collections
import json
import sys
import urllib.parse

Fact = collections.namedtuple("Fact", "kind name urn datahub ours context")


class Context:
    """What a judgement may look at besides the fact."""

    def __init__(self, datahub, ours):
        self.datahub, self.ours = datahub, ours

    def unknown_to_client(self, urn, column):
        return self.datahub[urn].get(("class", column)) == "NullType"

    def only_unknown(self, urns):
        return bool(urns) and all(urn not in self.ours for urn in urns)


def read(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


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


def facts_of_schema(document):
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


# What of an aspect must be equal: (kind, value) pairs.
FACTS = {
    "schemaMetadata": facts_of_schema,
    "datasetProperties": lambda d: [(("name", ""), d.get("name")), (("description", ""), d.get("description") or "")],
    "containerProperties": lambda d: [(("name", ""), d.get("name")), (("description", ""), d.get("description") or ""),
                                      *((("container key", key), text) for key, text in d["customProperties"].items())],
    "upstreamLineage": lambda d: [(("upstreams", ""), tuple(sorted(upstream["dataset"] for upstream in d["upstreams"])))],
    "container": lambda d: [(("container", ""), d["container"])],
    "browsePathsV2": lambda d: [(("browse path", ""), tuple((entry["id"], entry.get("urn")) for entry in d["path"]))],
    "subTypes": lambda d: [(("sub-type", ""), d["typeNames"][0])],
    "viewProperties": lambda d: [(("view text", ""), " ".join(d["viewLogic"].split()))],
    "status": lambda d: [(("removed", ""), d["removed"])],
    "dataFlowInfo": lambda d: [(("name", ""), d["name"])],
    "dataJobInfo": lambda d: [(("name", ""), d["name"]), (("type", ""), d["type"])],
    "dataTransformLogic": lambda d: [(("routine text", ""), d["transforms"][0]["queryStatement"]["value"])],
    "dataJobInputOutput": lambda d: [(("routine lineage", ""), json.dumps(d, sort_keys=True))],
}


def facts(records):
    found = {}
    for urn, name, document in aspects(records):
        found.setdefault(urn, {})[("entity", "")] = True
        if name in FACTS:
            found[urn].update(FACTS[name](document))
    return found


def reason_for(fact, allowed):
    return next((f"{label}: {why}" for label, why, test in allowed if test(fact)), None)


def compare(context, allowed):
    """How many facts were compared; differences that are meant by reason, each with an example; those that are not."""
    compared, meant, examples, missing = 0, collections.Counter(), {}, []
    for urn, theirs in context.datahub.items():
        for (kind, name), value in theirs.items():
            compared += 1
            mine = context.ours.get(urn, {}).get((kind, name))
            if mine == value:
                continue
            reason = reason_for(Fact(kind, name, urn, value, mine, context), allowed)
            if reason is None:
                missing.append((kind, name, urn, value, mine))
                continue
            meant[reason] += 1
            examples.setdefault(reason, f"{decoded(urn)} {name}: {value!r} / {mine!r}")
    return compared, meant, examples, missing


def report(context, allowed, with_examples):
    """Prints what came of it; 0 where nothing is unexplained."""
    datasets = sum(":dataset:" in urn for urn in context.datahub)
    if datasets == 0:
        print("DataHub's client found no data set: nothing was compared", file=sys.stderr)
        return 1
    compared, meant, examples, missing = compare(context, allowed)
    for kind, name, urn, theirs, mine in missing:
        print(f"DIFFERS {kind} {name} of {decoded(urn)}\n    DataHub: {theirs!r}\n    ours:    {mine!r}")
    for reason, count in sorted(meant.items()):
        print(f"allowed {count:5}  {reason}")
        if with_examples:
            print(f"               e.g. {examples[reason]}")
    print(f"{compared} facts of {datasets} data sets compared, {sum(meant.values())} differ as meant, {len(missing)} differ")
    return 1 if missing else 0


def argument_parser(doc):
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datahub", metavar="DATAHUB.json")
    parser.add_argument("ours", metavar="OURS.json")
    parser.add_argument("--list", action="store_true", help="print an example of every difference that is meant")
    return parser
