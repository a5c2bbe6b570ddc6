-- SPDX-License-Identifier: Apache-2.0
-- A store as the first version of the schema kept it: two runs of a pipeline, a person's words, an entity removed for good.
PRAGMA application_id = 1131375727;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE actor (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
INSERT INTO "actor" VALUES(1,'urn:li:corpuser:예약담당');
CREATE TABLE aspect (               -- the latest version of each
        key INTEGER PRIMARY KEY,        -- urn.id << 10 | aspect_name.no
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER,
        observed_ms INTEGER NOT NULL,
        properties TEXT,
        json TEXT                       -- null: removed
    );
INSERT INTO "aspect" VALUES(1025,2,7,2000,1,2,2000,NULL,'{"description":"예약과 취소"}');
INSERT INTO "aspect" VALUES(1026,1,2,1000,1,1,1000,NULL,'{"container":"urn:li:container:통"}');
INSERT INTO "aspect" VALUES(1030,1,6,1500,1,NULL,1500,NULL,'{"description":"사람의 말"}');
CREATE TABLE aspect_name (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
INSERT INTO "aspect_name" VALUES(1,'datasetProperties');
INSERT INTO "aspect_name" VALUES(2,'container');
INSERT INTO "aspect_name" VALUES(3,'datasetKey');
INSERT INTO "aspect_name" VALUES(4,'datasetProfile');
INSERT INTO "aspect_name" VALUES(5,'status');
INSERT INTO "aspect_name" VALUES(6,'editableDatasetProperties');
CREATE TABLE change (
        position INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        key INTEGER NOT NULL,
        version INTEGER NOT NULL,
        time_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER
    );
INSERT INTO "change" VALUES(1,1,1025,1,1000,1,1);
INSERT INTO "change" VALUES(2,1,1026,1,1000,1,1);
INSERT INTO "change" VALUES(3,1,1027,1,1000,1,1);
INSERT INTO "change" VALUES(4,4,1028,0,1000,1,1);
INSERT INTO "change" VALUES(5,1,3077,1,1000,1,1);
INSERT INTO "change" VALUES(6,1,1030,1,1500,1,NULL);
INSERT INTO "change" VALUES(7,1,1025,2,2000,1,2);
INSERT INTO "change" VALUES(8,4,1028,0,2000,1,2);
INSERT INTO "change" VALUES(9,3,3072,0,2000,1,NULL);
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO "counter" VALUES('entities',1);
CREATE TABLE edge (
        source INTEGER NOT NULL,        -- aspect.key
        relationship INTEGER NOT NULL,
        destination INTEGER NOT NULL,   -- urn.id
        PRIMARY KEY (source, relationship, destination)
    ) WITHOUT ROWID;
INSERT INTO "edge" VALUES(1026,1,2);
CREATE TABLE history (              -- what `aspect` held before
        position INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        version INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER,
        observed_ms INTEGER NOT NULL,
        properties TEXT,
        json TEXT
    );
INSERT INTO "history" VALUES(1,1025,1,1000,1,1,1000,NULL,'{"description":"예약 내역"}');
CREATE TABLE observation (          -- who saw `aspect`'s content again: small rows, since a run that
        key INTEGER PRIMARY KEY,        -- finds nothing new rewrites one for each aspect
        run INTEGER,
        observed_ms INTEGER NOT NULL
    );
INSERT INTO "observation" VALUES(1026,2,2000);
CREATE TABLE relationship (no INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
INSERT INTO "relationship" VALUES(1,'IsPartOf');
CREATE TABLE run (
        no INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL,
        pipeline TEXT NOT NULL,
        first_ms INTEGER, last_ms INTEGER,
        first_position INTEGER NOT NULL DEFAULT 0, last_position INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        UNIQUE (run_id, pipeline)
    );
INSERT INTO "run" VALUES(1,'run-1','매일 수집',1000,1000,1,5,5,0);
INSERT INTO "run" VALUES(2,'run-2','매일 수집',2000,2000,7,8,2,1);
CREATE TABLE timeseries (
        id INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        timestamp_ms INTEGER NOT NULL,
        bucket TEXT NOT NULL,
        actor INTEGER NOT NULL,
        run INTEGER,
        observed_ms INTEGER NOT NULL,
        properties TEXT,
        json TEXT NOT NULL
    );
INSERT INTO "timeseries" VALUES(1,1028,500,'[null,null,null]',1,1,1000,NULL,'{"rowCount":7,"timestampMillis":500}');
INSERT INTO "timeseries" VALUES(2,1028,600,'[null,null,null]',1,2,2000,NULL,'{"rowCount":9,"timestampMillis":600}');
CREATE TABLE urn (
        id INTEGER PRIMARY KEY,         -- never used again, since the change log keeps it
        urn TEXT NOT NULL UNIQUE,
        created INTEGER,                -- position; null: not an entity, only mentioned or removed for good
        created_ms INTEGER,
        keyed INTEGER NOT NULL          -- 1 once the key aspect itself was written
    );
INSERT INTO "urn" VALUES(1,'urn:li:dataset:(urn:li:dataPlatform:postgres,예약,PROD)',1,1000,1);
INSERT INTO "urn" VALUES(2,'urn:li:container:통',NULL,0,0);
INSERT INTO "urn" VALUES(3,'urn:li:dataset:(urn:li:dataPlatform:postgres,차량,PROD)',NULL,1000,0);
CREATE INDEX history_by_version ON history (key, version);
CREATE INDEX edge_by_destination ON edge (destination, relationship, source);
CREATE UNIQUE INDEX timeseries_by_bucket ON timeseries (key, timestamp_ms, bucket);
COMMIT;
