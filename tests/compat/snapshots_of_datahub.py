#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the older form of DataHub's files with its client's own classes.

    snapshots_of_datahub.py SNAPSHOTS.json PROPOSALS.json
    snapshots_of_datahub.py --read FILE.json PROPOSALS.json

The first file gets snapshots (or, with --read, is there already and may have some), the second what the client itself
makes proposals of them.
"""
import pathlib
import sys

from datahub.emitter.mce_builder import make_data_platform_urn, make_dataset_urn
from datahub.ingestion.api.workunit import MetadataWorkUnit
from datahub.ingestion.sink.file import write_metadata_file
from datahub.ingestion.source.file import read_metadata_file
from datahub.metadata import schema_classes as model

TABLE = make_dataset_urn("postgres", "차량.ops.예약", "PROD")
STAMP = model.AuditStampClass(time=1_700_000_000_000, actor="urn:li:corpuser:홍길동")


def column(path, kind):
    return model.SchemaFieldClass(fieldPath=path, nativeDataType="text", description="열 설명",
                                  type=model.SchemaFieldDataTypeClass(type=kind()))


def schema():
    return model.SchemaMetadataClass(
        schemaName="예약", platform=make_data_platform_urn("postgres"), version=0, hash="",
        platformSchema=model.MySqlDDLClass(tableSchema="create table 예약 (번호 bigint)"), primaryKeys=["번호"],
        fields=[column("번호", model.NumberTypeClass), column("태그", model.ArrayTypeClass)])


SNAPSHOTS = [
    model.DatasetSnapshotClass(urn=TABLE, aspects=[
        model.StatusClass(removed=False),
        model.DatasetPropertiesClass(name="예약", description="차량 \"예약\"\n😀", customProperties={"부서": "차량"}),
        model.OwnershipClass(owners=[model.OwnerClass("urn:li:corpuser:홍길동", model.OwnershipTypeClass.DATAOWNER)],
                             lastModified=STAMP),
        model.GlobalTagsClass(tags=[model.TagAssociationClass("urn:li:tag:개인정보")]),
        model.GlossaryTermsClass(terms=[model.GlossaryTermAssociationClass("urn:li:glossaryTerm:예약")],
                                 auditStamp=STAMP),
        model.BrowsePathsClass(paths=["/prod/차량"]),
        model.UpstreamLineageClass(upstreams=[
            model.UpstreamClass(dataset=TABLE, type=model.DatasetLineageTypeClass.VIEW)]),
        model.InstitutionalMemoryClass(elements=[
            model.InstitutionalMemoryMetadataClass(url="https://example.com/예약", description="위키", createStamp=STAMP)]),
        model.ViewPropertiesClass(materialized=False, viewLogic="select '예약'", viewLanguage="SQL"),
        schema(),
    ]),
    model.TagSnapshotClass(urn="urn:li:tag:개인정보", aspects=[model.TagPropertiesClass(name="개인정보")]),
    model.CorpUserSnapshotClass(urn="urn:li:corpuser:홍길동", aspects=[
        model.CorpUserInfoClass(active=True, displayName="홍길동", email="hong@example.com")]),
    model.CorpGroupSnapshotClass(urn="urn:li:corpGroup:차량", aspects=[
        model.CorpGroupInfoClass(admins=["urn:li:corpuser:홍길동"], members=[], groups=[])]),
    model.ChartSnapshotClass(urn="urn:li:chart:(tableau,매출)", aspects=[
        model.ChartInfoClass(title="매출", description="", lastModified=model.ChangeAuditStampsClass(created=STAMP),
                             inputs=[TABLE], type=model.ChartTypeClass.BAR)]),
    model.DataFlowSnapshotClass(urn="urn:li:dataFlow:(airflow,적재,prod)", aspects=[model.DataFlowInfoClass(name="적재")]),
    model.DataJobSnapshotClass(urn="urn:li:dataJob:(urn:li:dataFlow:(airflow,적재,prod),예약)", aspects=[
        model.DataJobInfoClass(name="예약", type="SQL"),
        model.DataJobInputOutputClass(inputDatasets=[TABLE], outputDatasets=[])]),
    model.GlossaryTermSnapshotClass(urn="urn:li:glossaryTerm:예약", aspects=[
        model.GlossaryTermInfoClass(definition="차량을 빌리는 약속", termSource="INTERNAL")]),
    model.MLModelSnapshotClass(urn="urn:li:mlModel:(urn:li:dataPlatform:science,수요,PROD)", aspects=[
        model.MLModelPropertiesClass(description="수요 예측"),
        model.CostClass(costType=model.CostTypeClass.ORG_COST_TYPE,
                        cost=model.CostCostClass(costId=1.5, fieldDiscriminator="costId"))]),
]


def proposals_of(record):
    if not isinstance(record, model.MetadataChangeEventClass):
        return [record]
    return [part.metadata for part in MetadataWorkUnit(id="", mce=record).decompose_mce_into_mcps()]


def main():
    source, target = sys.argv[-2:]
    if "--read" not in sys.argv:
        write_metadata_file(source, [model.MetadataChangeEventClass(proposedSnapshot=one) for one in SNAPSHOTS])
    records = read_metadata_file(pathlib.Path(source))
    write_metadata_file(target, [proposal for record in records for proposal in proposals_of(record)])


if __name__ == "__main__":
    main()
