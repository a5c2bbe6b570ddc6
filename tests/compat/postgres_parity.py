#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares, fact by fact, what DataHub's own client and our connector say about the same PostgreSQL database.

    postgres_parity.py DATAHUB.json OURS.json [--list]

Both files are JSON arrays as the file sink writes them. Every fact of DataHub's must be among ours, word for word, unless
ALLOWED names the difference and why it is right. Exits 0 when that holds, 1 otherwise; --list prints what was allowed too.
"""
import sys

import parity

# Each difference that is meant, and its reason. `test` sees the kind of the fact, the URN, DataHub's value and ours.
ALLOWED = [
    ("classes", "columns whose type the client does not know (domains, composites, ranges …) have their class",
     lambda fact: fact.kind == "class" and fact.datahub == "NullType" and fact.ours is not None),
    ("descriptions", "comments of databases and schemas are descriptions",
     lambda fact: fact.kind == "description" and fact.datahub == "" and fact.ours),
    ("materialized views", "a materialized view says that it is one",
     lambda fact: (fact.kind, fact.datahub, fact.ours) == ("sub-type", "View", "Materialized View")),
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


class Context(parity.Context):
    def __init__(self, datahub, ours, partitions):
        super().__init__(datahub, ours)
        self.partitions = partitions

    def targets_partition(self, key):
        return key is not None and key[0] in self.partitions


def partitions_of(records):
    """The URNs that our run with include_partitions says are parts of another table."""
    return {urn for urn, name, document in parity.aspects(records)
            if name == "datasetProperties" and "partition_of" in document.get("customProperties", {})}


def main():
    parser = parity.argument_parser(__doc__)
    parser.add_argument("--with-partitions", metavar="FILE", help="our run with include_partitions, to know them by name")
    arguments = parser.parse_args()
    partitions = partitions_of(parity.read(arguments.with_partitions)) if arguments.with_partitions else set()
    datahub, ours = (parity.facts(parity.read(name)) for name in (arguments.datahub, arguments.ours))
    return parity.report(Context(datahub, ours, partitions), ALLOWED, arguments.list)


if __name__ == "__main__":
    sys.exit(main())
