# SPDX-License-Identifier: Apache-2.0
"""Prints, a line each, what DataHub's own URN classes make of awkward members: {"type", "members", "urn"}."""
import json

from datahub.metadata.urns import (ChartUrn, ContainerUrn, CorpUserUrn, DataFlowUrn, DataJobUrn, DatasetUrn,
                                   GlossaryTermUrn, SchemaFieldUrn, TagUrn)

AWKWARD = ["plain", "예약 테이블", "a,b", "f(x)", "100%", "tab name", "\u241f", "🚗", "a:b/c", "[version=2.0].[type=int].x"]


def show(kind, members, urn):
    print(json.dumps({"type": kind, "members": members, "urn": str(urn)}))


for word in AWKWARD:
    show("tag", [word], TagUrn(word))
    show("glossaryTerm", [word], GlossaryTermUrn(word))
    show("corpuser", [word], CorpUserUrn(word))
    show("container", [word], ContainerUrn(word))
    show("chart", ["looker", word], ChartUrn("looker", word))
    dataset = DatasetUrn("postgres", word, "PROD")
    show("dataset", ["urn:li:dataPlatform:postgres", word, "PROD"], dataset)
    show("schemaField", [str(dataset), word], SchemaFieldUrn(dataset, word))
    flow = DataFlowUrn("airflow", word, "prod")
    show("dataFlow", ["airflow", word, "prod"], flow)
    show("dataJob", [str(flow), word], DataJobUrn(flow, word))
