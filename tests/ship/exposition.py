# SPDX-License-Identifier: Apache-2.0
"""Prometheus' text format, read strictly: what this takes, Prometheus takes."""

import dataclasses
import math
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)$")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
UNESCAPED = {'\\"': '"', "\\\\": "\\", "\\n": "\n"}


@dataclasses.dataclass
class Family:
    name: str
    help: str
    type: str = ""
    samples: dict = dataclasses.field(default_factory=dict)  # (name, ((label, value), …)) to number

    def label_names(self):
        """Of each sample, without what the format itself adds."""
        return {tuple(name for name, _ in labels if name != "le") for _, labels in self.samples}


def labels_of(text):
    found, rest = [], text or ""
    while rest:
        match = LABEL.match(rest)
        assert match, f"not a label: {rest}"
        found.append((match[1], re.sub(r'\\["\\n]', lambda escape: UNESCAPED[escape[0]], match[2])))
        rest = rest[match.end():]
        assert bool(rest) == (match[3] == ","), f"a comma too few or too many: {text}"
    assert len({name for name, _ in found}) == len(found), f"a label twice: {text}"
    return tuple(found)


def parse(text):
    """Families by name. Refuses (AssertionError) whatever a strict reader could refuse."""
    assert text.endswith("\n")
    families, current = {}, None
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            _, _, name, words = line.split(" ", 3)
            assert re.fullmatch(NAME, name) and name not in families and words, line
            current = families[name] = Family(name, words)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert current and name == current.name and not current.type and not current.samples, line
            assert kind in ("counter", "gauge", "histogram"), line
            current.type = kind
        else:
            match = SAMPLE.fullmatch(line)
            assert match and current and current.type, line
            suffix = match[1].removeprefix(current.name)
            allowed = ("_bucket", "_sum", "_count") if current.type == "histogram" else ("",)
            assert match[1].startswith(current.name) and suffix in allowed, line
            key = (match[1], labels_of(match[2]))
            assert key not in current.samples, f"twice: {line}"
            current.samples[key] = float(match[3])
            assert not math.isnan(current.samples[key]), line
    for family in families.values():
        check(family)
    return families


def check(family):
    if family.type == "counter":
        assert all(value >= 0 for value in family.samples.values()), family.name
    if family.type != "histogram":
        return
    series = {}
    for (name, labels), value in family.samples.items():
        bound = dict(labels).get("le")
        own = tuple(label for label in labels if label[0] != "le")
        assert (bound is not None) == name.endswith("_bucket"), (name, labels)
        series.setdefault(own, {})[bound if bound is not None else name.removeprefix(family.name)] = value
    for own, values in series.items():
        total, _ = values.pop("_count"), values.pop("_sum")
        bounds = sorted(values, key=float)
        assert list(values) == bounds and bounds[-1] == "+Inf", (family.name, own, "bounds out of order")
        counts = list(values.values())
        assert counts == sorted(counts) and counts[-1] == total, (family.name, own, "not cumulative")


def value(families, name, **labels):
    """The number of the one sample of that name with at least these labels; None where there is none."""
    family = families[re.sub(r"_(bucket|sum|count)$", "", name) if name not in families else name]
    found = [number for (own, pairs), number in family.samples.items()
             if own == name and labels.items() <= dict(pairs).items()]
    assert len(found) <= 1, (name, labels, "more than one")
    return found[0] if found else None
