#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes what the documentation says of connectors from their folders, so that it cannot be out of date.

    make_connector_docs.py [--colophon BINARY]            writes it
    make_connector_docs.py [--colophon BINARY] --check    names what is out of date; exit code 1 where something is

Written are docs/permissions.json, docs/connectors.md and its Korean sister, and in every connector's README what stands
between the two comments that say so. The binary is asked (`connectors --permissions`, `grants`), which read the
permissions.yaml that it was built with.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BEGIN = "<!-- made from permissions.yaml by scripts/make_connector_docs.py -->"
END = "<!-- end of what is made -->"

WORDS = {
    "en": {
        "title": "Connectors",
        "intro": "What each connector reads, with which rights, and where that was proven. The account of every connector can "
                 "read no row; `colophon audit` proves it before anything is read. For machines: "
                 "[permissions.json](permissions.json).",
        "other": "한국어: [connectors.ko.md](connectors.ko.md)",
        "levels": "Levels: **L0** names, types, keys, comments, estimates. **L1** also texts that may hold literals: "
                  "definitions, defaults. **L2** also what others ran; never without being asked for.",
        "overview": ["connector", "reads", "levels", "tested on"],
        "features": ["what", "level", "needs", "without it"],
        "engines": ["engine", "versions", "tested on"],
        "untested": "not run on it",
        "nothing": "the login",
        "never": "Never granted: {}.",
        "readme": "[How to set it up]({}): statements to copy, options, limits.",
    },
    "ko": {
        "title": "커넥터",
        "intro": "각 커넥터가 무엇을 어떤 권한으로 읽는지, 어디에서 시험했는지 정리한 표이다. 어떤 커넥터의 계정도 행을 읽을 수 없고, "
                 "읽기 전에 `colophon audit`이 이를 확인한다. 프로그램에서는 [permissions.json](permissions.json)을 쓴다.",
        "other": "English: [connectors.md](connectors.md)",
        "levels": "수준: **L0** 이름, 타입, 키, 설명, 추정치. **L1** 여기에 더해 값이 섞일 수 있는 텍스트(정의, 기본값). "
                  "**L2** 여기에 더해 다른 사용자의 실행 이력. L2는 요청할 때만 쓴다.",
        "overview": ["커넥터", "읽는 것", "수준", "시험한 버전"],
        "features": ["내용", "수준", "필요한 권한", "없으면"],
        "engines": ["엔진", "버전", "시험한 버전"],
        "untested": "시험하지 않음",
        "nothing": "로그인",
        "never": "절대 부여하지 않는 권한: {}.",
        "readme": "[설정 방법]({}): 복사해서 쓸 명령, 옵션, 한계(영어).",
    },
}


def ask(binary, *arguments):
    return subprocess.run([binary, *arguments], check=True, capture_output=True, text=True, encoding="utf-8").stdout


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows])


def tested(engine, words):
    return ", ".join(engine["tested"]) or words["untested"]


def feature_table(connector, language):
    words = WORDS[language]
    return table(words["features"], [
        [feature["what"][language], feature["level"], "; ".join(feature.get("needs", [])) or words["nothing"],
         feature.get("without", {}).get(language, "—")] for feature in connector["features"]])


def engine_table(connector, language):
    words = WORDS[language]
    return table(words["engines"], [[e["name"], e["versions"], tested(e, words)] for e in connector["engines"]])


def overview_row(connector, language):
    words = WORDS[language]
    levels = sorted({feature["level"] for feature in connector["features"]})
    reads = "; ".join(feature["what"][language] for feature in connector["features"] if feature["name"] != "audit")
    engines = "; ".join(f"{e['name']} {tested(e, words)}" for e in connector["engines"] if e["tested"])
    name = connector["connector"]
    return [f"[{name}](#{name})", reads, ", ".join(levels), engines or words["untested"]]


def catalog(connectors, language):
    words = WORDS[language]
    parts = [f"# {words['title']}", BEGIN, words["intro"], words["other"],
             table(words["overview"], [overview_row(connector, language) for connector in connectors]), words["levels"]]
    for connector in connectors:
        name = connector["connector"]
        parts += [f"## {name}", connector["title"] + ". " + words["readme"].format(f"../connectors/{name}/README.md"),
                  engine_table(connector, language), feature_table(connector, language)]
        if connector["account"].get("never"):
            parts.append(words["never"].format("; ".join(connector["account"]["never"])))
    return "\n\n".join(parts) + "\n"


def readme(connector, grants, file):
    text = file.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"{file.relative_to(PROJECT)}: put these two lines into its section on permissions:\n{BEGIN}\n{END}")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    made = f"\n```sql\n{grants.rstrip()}\n```\n\n{feature_table(connector, 'en')}\n"
    return head + BEGIN + made + END + tail


def documents(binary):
    """Every file that is made, with its content."""
    published = json.loads(ask(binary, "connectors", "--permissions"))
    connectors = published["connectors"]
    made = {
        PROJECT / "docs/permissions.json": json.dumps(published, ensure_ascii=False, indent=2) + "\n",
        PROJECT / "docs/connectors.md": catalog(connectors, "en"),
        PROJECT / "docs/connectors.ko.md": catalog(connectors, "ko"),
    }
    for connector in connectors:
        name = connector["connector"]
        database = connector["account"].get("database")
        grants = ask(binary, "grants", name, *(["--database", database] if database else []))
        file = PROJECT / "connectors" / name / "README.md"
        made[file] = readme(connector, grants, file)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--colophon", metavar="BINARY", default=PROJECT / "build/release/colophon",
                        help="the program, as it was built (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    stale = {file: content for file, content in documents(arguments.colophon).items()
             if not file.exists() or file.read_text(encoding="utf-8") != content}
    for file, content in stale.items():
        if arguments.check:
            print(f"out of date: {file.relative_to(PROJECT)}, run {Path(__file__).name} without --check")
        else:
            file.write_text(content, encoding="utf-8")
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
