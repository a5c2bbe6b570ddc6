#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the bill of materials of the image, as SPDX 2.3 and as CycloneDX 1.5: the program, Debian's packages by the control
files that the image keeps, and what is compiled into the program. The same input gives the same bytes.

    scripts/make_sbom.py --root ROOTFS --compiled-in FILE --licenses scripts/image/licenses.json \\
        --version 0.1.0 --epoch 1700000000 --to DIRECTORY"""

import argparse
import dataclasses
import datetime
import hashlib
import json
import pathlib
import re
import sys
import urllib.parse
import uuid

OWN_LICENSE = "Apache-2.0"
PUBLIC_DOMAIN = "LicenseRef-public-domain"
TOOL = "colophon-make-sbom"


@dataclasses.dataclass(frozen=True)
class Part:
    name: str
    version: str
    license: str
    purl: str
    homepage: str = ""
    compiled_in: bool = False  # no file of its own in the image


def purl(name, version, architecture, source):
    """As scanners look it up; https://github.com/package-url/purl-spec has the rules."""
    quoted = urllib.parse.quote(version, safe=":~.-")
    query = {"arch": architecture, "distro": "debian-12", **({"upstream": source} if source != name else {})}
    return f"pkg:deb/debian/{urllib.parse.quote(name)}@{quoted}?{urllib.parse.urlencode(query)}"


def control_fields(path):
    return dict(re.findall(r"^([A-Za-z-]+): (.*)$", path.read_text(), re.MULTILINE))


def license_of(licenses, source):
    if source not in licenses:
        sys.exit(f"make_sbom.py: no licence for Debian's source package {source}: read its copyright file and add it to "
                 "scripts/image/licenses.json")
    return licenses[source]


def debian_parts(root, licenses):
    for path in sorted((root / "var/lib/dpkg/status.d").iterdir()):
        if path.suffix == ".md5sums":
            continue
        fields = control_fields(path)
        name, version = fields["Package"], fields["Version"]
        source = fields.get("Source", name).split()[0]
        yield Part(name, version, license_of(licenses, source), purl(name, version, fields["Architecture"], source),
                   fields.get("Homepage", ""))


def compiled_parts(text, licenses):
    for line in sorted(text.splitlines()):
        name, version, source = line.split()
        yield Part(name, version, license_of(licenses, source), purl(name, version, "all", source), compiled_in=True)


def spdx(own, parts, created, name):
    def package(part, purpose):
        return {
            "SPDXID": identifier(part),
            "name": part.name,
            "versionInfo": part.version,
            "supplier": "NOASSERTION" if part is own else "Organization: Debian",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": part.license,
            "licenseDeclared": part.license,
            "copyrightText": "NOASSERTION",
            "primaryPackagePurpose": purpose,
            **({"homepage": part.homepage} if part.homepage else {}),
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": part.purl}],
        }

    def relation(part):
        return {"spdxElementId": identifier(own), "relatedSpdxElement": identifier(part),
                "relationshipType": "STATIC_LINK" if part.compiled_in else "DEPENDS_ON"}

    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"colophon-{own.version}",
        "documentNamespace": f"urn:uuid:{name}",
        "creationInfo": {"created": created, "creators": [f"Tool: {TOOL}"]},
        "packages": [package(own, "APPLICATION"), *(package(part, "LIBRARY") for part in parts)],
        "hasExtractedLicensingInfos": [{"licenseId": PUBLIC_DOMAIN, "name": "Public domain",
                                        "extractedText": "The time zone database is in the public domain."}],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": identifier(own),
                           "relationshipType": "DESCRIBES"}, *map(relation, parts)],
    }


def identifier(part):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", part.name)


def cyclonedx(own, parts, created, name):
    def component(part, kind):
        listed = ({"license": {"name": "Public domain"}} if part.license == PUBLIC_DOMAIN else {"expression": part.license})
        return {
            "type": kind,
            "bom-ref": part.purl,
            "name": part.name,
            "version": part.version,
            "licenses": [listed],
            "purl": part.purl,
            **({"externalReferences": [{"type": "website", "url": part.homepage}]} if part.homepage else {}),
            **({"properties": [{"name": "colophon:linkage", "value": "compiled in"}]} if part.compiled_in else {}),
        }

    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{name}",
        "version": 1,
        "metadata": {"timestamp": created, "tools": {"components": [{"type": "application", "name": TOOL}]},
                     "component": component(own, "application")},
        "components": [component(part, "library") for part in parts],
        "dependencies": [{"ref": own.purl, "dependsOn": [part.purl for part in parts]}],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, required=True, help="the image's files")
    parser.add_argument("--compiled-in", type=pathlib.Path, required=True, help="lines of NAME VERSION SOURCE")
    parser.add_argument("--licenses", type=pathlib.Path, required=True, help="SPDX licence by source package")
    parser.add_argument("--version", required=True, help="the program's")
    parser.add_argument("--epoch", type=int, required=True, help="SOURCE_DATE_EPOCH, the time that the documents carry")
    parser.add_argument("--to", type=pathlib.Path, required=True, help="where sbom.spdx.json and sbom.cdx.json go")
    given = parser.parse_args()
    licenses = json.loads(given.licenses.read_text())
    own = Part("colophon", given.version, OWN_LICENSE, f"pkg:generic/colophon@{given.version}")
    parts = [*debian_parts(given.root, licenses), *compiled_parts(given.compiled_in.read_text(), licenses)]
    created = datetime.datetime.fromtimestamp(given.epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # Named after what it says and which program it is of, so that two builds of the same are one document.
    content = hashlib.sha256(repr((own, parts, created)).encode())
    content.update((given.root / "usr/bin/colophon").read_bytes())
    name = uuid.uuid5(uuid.NAMESPACE_OID, content.hexdigest())
    given.to.mkdir(parents=True, exist_ok=True)
    for file, make in (("sbom.spdx.json", spdx), ("sbom.cdx.json", cyclonedx)):
        text = json.dumps(make(own, parts, created, str(name)), indent=1, ensure_ascii=False)
        (given.to / file).write_text(text + "\n")


if __name__ == "__main__":
    main()
