#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes data/entity_registry.json from the schemas that DataHub's Python client carries, and what is ours.

    make_registry.py [--schemas DIR] [--output FILE]     writes the table
    make_registry.py [--schemas DIR] --check             compares it with the client, names every difference

Run it with the interpreter that has the client (`acryl-datahub`), or name its schema folder. The table holds
facts only (names, types, requiredness, annotations), one record, aspect or entity a line, so that a new client
gives a readable diff. What Colophon adds to the model stands in data/colophon_registry.json and is merged into
the table. `--check` exits 0 when nothing differs, 1 when something does, and names the facts that are ours.
"""

import argparse
import importlib.util
import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
TABLE = DATA / "entity_registry.json"
OURS = DATA / "colophon_registry.json"

# Unions whose members have names of their own: the client models them as a record with this marker field.
DISCRIMINATOR = "fieldDiscriminator"

PRIMITIVES = {"boolean", "int", "long", "float", "double", "string", "bytes"}
DEFAULT_QUERY_TYPES = {"TEXT", "TEXT_PARTIAL", "WORD_GRAM", "URN", "URN_PARTIAL"}


def schema_folder(argument):
    if argument:
        return Path(argument)
    spec = importlib.util.find_spec("datahub")
    if spec is None or spec.origin is None:
        sys.exit("DataHub's client is not installed here: run this with its interpreter, or give --schemas DIR")
    return Path(spec.origin).parent / "metadata" / "schemas"


def model_version(folder):
    version = folder.parent.parent / "_version.py"
    found = version.exists() and re.search(r'__version__\s*=\s*"([^"]+)"', version.read_text(encoding="utf-8"))
    return found.group(1) if found else "unknown"


def wire_name(name):
    """The client inserts a segment into every name that never appears on the wire."""
    return name.replace("com.linkedin.pegasus2avro.", "com.linkedin.")


class Model:
    """The named types of all schemas, and the aspects among them."""

    def __init__(self, folder):
        self.named = {}
        self.aspects = {}
        files = sorted(folder.glob("*.avsc"))
        if not files:
            sys.exit(f"no *.avsc files in: {folder}")
        for file in files:
            schema = json.loads(file.read_text(encoding="utf-8"))
            self.collect(schema)
            if "Aspect" in schema:
                self.aspects[schema["Aspect"]["name"]] = schema
        keys = [a["Aspect"]["keyForEntity"] for a in self.aspects.values() if "keyForEntity" in a["Aspect"]]
        self.entity_types = {name.lower(): name for name in keys}

    def collect(self, schema, namespace=""):
        if isinstance(schema, list):
            for member in schema:
                self.collect(member, namespace)
        elif isinstance(schema, dict):
            kind = schema["type"]
            if kind in ("record", "enum", "fixed"):
                namespace = schema.get("namespace", namespace)
                self.named.setdefault(wire_name(f"{namespace}.{schema['name']}"), schema)
            if kind == "record":
                for field in schema["fields"]:
                    self.collect(field["type"], namespace)
            elif not isinstance(kind, str):
                self.collect(kind, namespace)
            else:
                self.collect(schema.get("items", schema.get("values")), namespace)

    def name_of(self, schema):
        if isinstance(schema, dict):
            return wire_name(f"{schema['namespace']}.{schema['name']}")
        return wire_name(schema)

    def resolve(self, schema):
        """A schema with references followed and wrappers removed; primitives stay strings."""
        while True:
            if isinstance(schema, str) and schema not in PRIMITIVES and schema != "null":
                schema = self.named[wire_name(schema)]
            elif isinstance(schema, dict) and isinstance(schema["type"], (dict, list)):
                schema = schema["type"]
            elif isinstance(schema, dict) and schema["type"] in PRIMITIVES:
                schema = schema["type"]
            else:
                return schema

    def without_null(self, schema):
        """The one member beside null, or the schema itself; and whether there was a null."""
        schema = self.resolve(schema)
        if isinstance(schema, list) and "null" in schema:
            rest = [member for member in schema if member != "null"]
            return (self.resolve(rest[0]) if len(rest) == 1 else rest), True
        return schema, False


def is_named_union(schema):
    return (isinstance(schema, dict) and schema["type"] == "record"
            and any(field["name"] == DISCRIMINATOR for field in schema["fields"]))


def type_of(model, schema, urn):
    """A type as the table spells it; `urn` replaces the strings of a field that holds URNs."""
    schema, _ = model.without_null(schema)
    if isinstance(schema, str):
        return urn if urn is not None and schema == "string" else schema
    if isinstance(schema, list):
        return {"union": [[union_key(model, member), type_of(model, member, urn)] for member in schema]}
    kind = schema["type"]
    if kind == "array":
        return {"array": type_of(model, schema["items"], urn)}
    if kind == "map":
        return {"map": type_of(model, schema["values"], urn)}
    if kind == "enum":
        return {"enum": model.name_of(schema)}
    if kind == "fixed":
        return "bytes"
    if is_named_union(schema):
        members = [field for field in schema["fields"] if field["name"] != DISCRIMINATOR]
        return {"union": [[field["name"], type_of(model, field["type"], None)] for field in members]}
    return {"record": model.name_of(schema)}


def union_key(model, member):
    member = model.resolve(member)
    return member if isinstance(member, str) else model.name_of(member)


def urn_of(model, field):
    """Which URNs the field takes: those of the class it names, those of its validation rule, or any."""
    if "Urn" not in field:
        return None
    declared = model.entity_types.get(field["Urn"].removesuffix("Urn").lower())
    rule = field.get("UrnValidation", {})
    allowed = rule.get("entityTypes", []) if rule.get("strict") else []
    allowed = [declared] if declared else sorted(allowed)
    return {"urn": allowed} if allowed else "urn"


def field_row(model, field):
    row = {"name": field["name"], "type": type_of(model, field["type"], urn_of(model, field))}
    if "default" not in field and not model.without_null(field["type"])[1]:
        row["required"] = True
    return row


def annotated_paths(annotation):
    """Relative path → annotation. Keys that begin with a slash speak of something inside the field."""
    if not isinstance(annotation, dict):
        return {}
    nested = {key: value for key, value in annotation.items() if key.startswith("/")}
    if not nested:
        # What speaks of the other index layout only ("v3") says nothing here, and hides nothing.
        return {(): annotation} if annotation.keys() - {"v3"} else {}
    paths = {}
    for key, value in nested.items():
        for inner, leaf in annotated_paths(value).items():
            paths[tuple(key.strip("/").split("/")) + inner] = leaf
    return paths


def walk_annotations(model, kind, schema, path, given, stack, found):
    """Finds what is annotated below `schema`, in document order. What an outer field says of a place inside
    it (`given`) wins over what that place says of itself."""
    schema, _ = model.without_null(schema)
    if path in given:
        found[path] = (given[path], schema)
    if isinstance(schema, list):
        for member in schema:
            key = union_key(model, member)
            walk_annotations(model, kind, member, path + (key if key in PRIMITIVES else "*",), given, stack, found)
    elif isinstance(schema, dict) and schema["type"] in ("array", "map"):
        if path + ("$key",) in given:
            found[path + ("$key",)] = (given[path + ("$key",)], "string")
        inner = schema.get("items", schema.get("values"))
        walk_annotations(model, kind, inner, path + ("*",), given, stack, found)
    elif isinstance(schema, dict) and schema["type"] == "record" and model.name_of(schema) not in stack:
        for field in schema["fields"]:
            here = path + (field["name"],)
            own = {here + inner: leaf for inner, leaf in annotated_paths(field.get(kind)).items()}
            walk_annotations(model, kind, field["type"], here, {**own, **given},
                             stack | {model.name_of(schema)}, found)


def annotations(model, kind, schema):
    found = {}
    walk_annotations(model, kind, schema, (), {}, frozenset(), found)
    return found


def default_search_type(schema):
    if schema in ("int", "long"):
        return "COUNT"
    if schema in ("float", "double"):
        return "DOUBLE"
    return "KEYWORD" if isinstance(schema, dict) and schema["type"] == "map" else "TEXT"


def search_field(path, annotation, taken):
    """The declared name, or the member's own; where an earlier one has that, the whole path."""
    members = [member for member in path if member not in ("*", "$key")]
    name = annotation.get("fieldName", members[-1])
    return "_".join(members) if name in taken else name


def search_row(path, annotation, schema, taken):
    kind = annotation.get("fieldType") or default_search_type(schema)
    row = {"path": ".".join(path), "field": search_field(path, annotation, taken), "type": kind}
    if annotation.get("boostScore", 1.0) != 1.0:
        row["boost"] = annotation["boostScore"]
    if annotation.get("queryByDefault", kind in DEFAULT_QUERY_TYPES):
        row["query"] = True
    if annotation.get("enableAutocomplete"):
        row["autocomplete"] = True
    if annotation.get("addToFilters"):
        row["facet"] = annotation.get("filterNameOverride", row["field"])
    if "hasValuesFieldName" in annotation:
        row["has"] = annotation["hasValuesFieldName"]
    return row


def relationship_row(path, annotation):
    row = {"path": ".".join(path), "name": annotation["name"], "to": sorted(set(annotation["entityTypes"]))}
    if annotation.get("isLineage"):
        row["lineage"] = "upstream" if annotation.get("isUpstream", True) else "downstream"
    return row


def aspect_row(model, name, schema):
    facts = schema["Aspect"]
    row = {"name": name, "record": model.name_of(schema)}
    if facts.get("type") == "timeseries":
        row["timeseries"] = True
    if "keyForEntity" in facts:
        row["key"] = True
    search = []
    for path, what in (annotations(model, "Searchable", schema) | annotations(model, "SearchableRef", schema)).items():
        search.append(search_row(path, *what, {known["field"] for known in search}))
    if search:
        row["search"] = search
    edges = annotations(model, "Relationship", schema)
    if edges:
        row["edges"] = [relationship_row(path, annotation) for path, (annotation, _) in edges.items()]
    return row


def entity_row(schema):
    facts = schema["Aspect"]
    category = facts.get("entityCategory", "_unset_")
    return {"name": facts["keyForEntity"], "category": "" if category == "_unset_" else category,
            "key": facts["name"], "aspects": sorted(facts["entityAspects"])}


def used_types(model, names):
    """The records and enumerations that the aspects need, by name."""
    records, enums, waiting = {}, {}, list(names)
    while waiting:
        name = waiting.pop()
        if name in records:
            continue
        rows = [field_row(model, field) for field in model.named[name]["fields"]]
        records[name] = rows
        stack = [row["type"] for row in rows]
        while stack:
            kind = stack.pop()
            if isinstance(kind, str) or "urn" in kind:
                continue
            if "enum" in kind:
                enums[kind["enum"]] = model.named[kind["enum"]]["symbols"]
            elif "record" in kind:
                waiting.append(kind["record"])
            elif "union" in kind:
                stack += [member for _, member in kind["union"]]
            else:
                stack += kind.values()
    return records, enums


def make_table(folder):
    model = Model(folder)
    aspects = [aspect_row(model, name, schema) for name, schema in sorted(model.aspects.items())]
    entities = [entity_row(a) for a in model.aspects.values() if "keyForEntity" in a["Aspect"]]
    records, enums = used_types(model, [aspect["record"] for aspect in aspects])
    return {"model": model_version(folder),
            "enums": [{"name": name, "symbols": symbols} for name, symbols in sorted(enums.items())],
            "records": [{"name": name, "fields": fields} for name, fields in sorted(records.items())],
            "aspects": aspects,
            "entities": sorted(entities, key=lambda row: row["name"])}


def with_ours(table, ours):
    """The table with what Colophon adds: new rows, and more aspects of entities that the model has."""
    merged = dict(table)
    for section in ("enums", "records", "aspects"):
        taken = {row["name"] for row in table[section]} & {row["name"] for row in ours[section]}
        if taken:
            sys.exit(f"the model has these now, rename ours in {OURS.name}: {', '.join(sorted(taken))}")
        merged[section] = sorted(table[section] + ours[section], key=lambda row: row["name"])
    added = {entity["name"]: entity["aspects"] for entity in ours["entities"]}
    merged["entities"] = [{**entity, "aspects": sorted(entity["aspects"] + added.pop(entity["name"], []))}
                          for entity in table["entities"]]
    if added:
        sys.exit(f"the model has no such entities, see {OURS.name}: {', '.join(sorted(added))}")
    return merged


def full_table(folder):
    return with_ours(make_table(folder), json.loads(OURS.read_text(encoding="utf-8")))


def render(table):
    sections = []
    for name, content in table.items():
        if isinstance(content, str):
            sections.append(f"{json.dumps(name)}:{json.dumps(content)}")
        else:
            lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in content)
            sections.append(f"{json.dumps(name)}:[\n{lines}\n]")
    return "{" + ",\n".join(sections) + "}\n"


def facts(table):
    """Every single fact of a table by a name that people can read."""
    found = {}
    for enum in table["enums"]:
        found |= {f"enum {enum['name']}: {symbol}": "" for symbol in enum["symbols"]}
    for record in table["records"]:
        found[f"record {record['name']}"] = ""
        found |= {f"record {record['name']}: field {field['name']}": field for field in record["fields"]}
    for aspect in table["aspects"]:
        name = f"aspect {aspect['name']}"
        found[name] = {key: value for key, value in aspect.items() if key not in ("search", "edges")}
        found |= {f"{name}: search field {row['field']} at {row['path']}": row for row in aspect.get("search", [])}
        found |= {f"{name}: relationship {row['name']} at {row['path']}": row for row in aspect.get("edges", [])}
    for entity in table["entities"]:
        found[f"entity {entity['name']}"] = {"category": entity["category"], "key": entity["key"]}
        found |= {f"entity {entity['name']}: aspect {aspect}": "" for aspect in entity["aspects"]}
    return found


def differences(ours, theirs):
    ours, theirs = facts(ours), facts(theirs)
    lines = [f"added    {name}" for name in theirs if name not in ours]
    lines += [f"removed  {name}" for name in ours if name not in theirs]
    lines += [f"changed  {name}: {json.dumps(ours[name])} is now {json.dumps(theirs[name])}"
              for name in ours if name in theirs and ours[name] != theirs[name]]
    return lines


def check(folder, file):
    table = json.loads(file.read_text(encoding="utf-8"))
    model = make_table(folder)
    expected = full_table(folder)
    lines = differences(table, expected)
    print(f"table made from model {table['model']}, client has model {model['model']}: {len(lines)} differences")
    for line in lines:
        print(line)
    for line in differences(model, expected):
        print(line.replace("added   ", "ours    ", 1))
    return 1 if lines else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schemas", metavar="DIR", help="the client's folder datahub/metadata/schemas")
    parser.add_argument("--output", metavar="FILE", type=Path, default=TABLE, help="the table (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    folder = schema_folder(arguments.schemas)
    if arguments.check:
        return check(folder, arguments.output)
    arguments.output.write_text(render(full_table(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
