-- SPDX-License-Identifier: Apache-2.0
-- A database of a given size, for the bench: psql -v tables=10000 -f many_tables.sql
-- 20 columns a table in 20 schemas, and in proportion to the tables: a view for every 20, a foreign key for every 5, five
-- comments each. Statements are sent in pieces, because the locks of one transaction are limited.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET synchronous_commit = off;

SELECT format('CREATE SCHEMA shop_%s', n) FROM generate_series(0, 19) AS n
\gexec

SELECT string_agg(format(
    'CREATE TABLE shop_%1$s.table_%2$s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint, %3$s);'
    || 'COMMENT ON TABLE shop_%1$s.table_%2$s IS %4$L;%5$s',
    n % 20, n,
    (SELECT string_agg(format('column_%s %s', c, (ARRAY['text', 'integer NOT NULL', 'numeric(12,2)', 'timestamptz',
        'boolean DEFAULT false', 'varchar(40)'])[1 + c % 6]), ', ') FROM generate_series(3, 20) AS c),
    '표 ' || n || ': one of many',
    (SELECT string_agg(format('COMMENT ON COLUMN shop_%s.table_%s.column_%s IS %L;', n % 20, n, c, '컬럼 설명 ' || c), '')
        FROM generate_series(3, 6) AS c)), '' ORDER BY n)
FROM generate_series(1, :tables) AS n GROUP BY n / 50 ORDER BY n / 50
\gexec

SELECT string_agg(format('ALTER TABLE shop_%s.table_%s ADD FOREIGN KEY (parent_id) REFERENCES shop_%s.table_%s;',
    n % 20, n, (n - 1) % 20, n - 1), '' ORDER BY n)
FROM generate_series(5, :tables, 5) AS n GROUP BY n / 250 ORDER BY n / 250
\gexec

SELECT string_agg(format('CREATE VIEW shop_%1$s.view_%2$s AS SELECT a.id, a.column_3, b.column_4'
    || ' FROM shop_%1$s.table_%2$s AS a JOIN shop_%3$s.table_%4$s AS b ON b.id = a.parent_id;',
    n % 20, n, (n - 1) % 20, n - 1), '' ORDER BY n)
FROM generate_series(20, :tables, 20) AS n GROUP BY n / 1000 ORDER BY n / 1000
\gexec
ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute, pg_catalog.pg_description, pg_catalog.pg_constraint;
