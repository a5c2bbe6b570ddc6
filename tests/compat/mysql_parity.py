#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares, fact by fact, what DataHub's own client and our connector say about the same MySQL or MariaDB databases.

    mysql_parity.py DATAHUB.json OURS.json [--list]

Both files are JSON arrays as the file sink writes them. Every fact of DataHub's must be among ours, word for word, unless
ALLOWED names the difference and why it is right. Exits 0 when that holds, 1 otherwise; --list prints what was allowed too.
"""
import re
import sys

import parity

# Each difference that is meant, and its reason. `test` sees the kind of the fact, the URN, DataHub's value and ours.
ALLOWED = [
    ("queries", "a view's text is in viewProperties; no query entity repeats it",
     lambda fact: ":query:" in fact.urn),
    ("names no URN can hold", "a name with a line break is reported as failed, not written",
     lambda fact: re.search(r"[\x00-\x1f]", fact.urn) and fact.ours is None),
    ("backquotes in names", "the client reads CREATE TABLE and leaves them doubled, as SQL has them",
     lambda fact: "``" in fact.name and fact.ours is None and
     (fact.kind, fact.name.replace("``", "`")) in fact.context.ours[fact.urn]),
    ("classes", "columns whose type the client does not know (year, inet6, spatial types …) have their class",
     lambda fact: fact.kind == "class" and fact.datahub == "NullType" and fact.ours is not None),
    ("booleans", "BOOLEAN is spelt tinyint(1) and nothing else is",
     lambda fact: (fact.kind, fact.datahub, fact.ours) == ("class", "NumberType", "BooleanType")),
    ("JSON of MariaDB", "it is a longtext that must be JSON, and has the class of JSON",
     lambda fact: (fact.kind, fact.datahub, fact.ours) == ("class", "StringType", "RecordType")),
    ("descriptions", "comments of databases are descriptions",
     lambda fact: fact.kind == "description" and ":container:" in fact.urn and fact.datahub == "" and fact.ours),
    ("columns of views", "whether they hold NULL, and the comments that they show, the server says; the client does not ask",
     lambda fact: fact.context.is_view(fact.urn) and
     (fact.kind, fact.datahub, fact.ours) == ("nullable", True, False) or
     fact.context.is_view(fact.urn) and fact.kind == "comment" and fact.datahub == "" and fact.ours),
    ("view texts", "the query alone, in which every name is qualified; who made the view is a property",
     lambda fact: fact.kind == "view text" and same_query(fact)),
    ("lineage its parser lacks", "names in the server's text are resolved; the client guesses",
     lambda fact: fact.kind == "upstreams" and set(fact.datahub or ()) < set(fact.ours or ())),
    ("lineage of routines", "only of views",
     lambda fact: fact.kind == "routine lineage"),
]


def same_query(fact):
    """Without what comes before AS and after the query, the names of databases, and what says how a text is encoded."""
    theirs = re.sub(r"^CREATE .*? VIEW .*? AS (?=select|with|\()", "", fact.datahub)
    theirs = re.sub(r" WITH (CASCADED|LOCAL) CHECK OPTION$", "", theirs)
    database = fact.urn.split(",")[1].split(".")[0]
    bare = lambda text: re.sub(r"_utf8\w+(?=')", "", text.replace(f"`{database}`.", ""))
    return fact.ours is not None and bare(theirs) == bare(fact.ours)


class Context(parity.Context):
    def is_view(self, urn):
        return self.datahub[urn].get(("sub-type", "")) == "View"


if __name__ == "__main__":
    arguments = parity.argument_parser(__doc__).parse_args()
    datahub, ours = (parity.facts(parity.read(name)) for name in (arguments.datahub, arguments.ours))
    sys.exit(parity.report(Context(datahub, ours), ALLOWED, arguments.list))
