-- SPDX-License-Identifier: Apache-2.0
-- What `colophon grants postgres --role colophon_reader --database carsharing` prints; a test compares.
-- The account with which Colophon reads metadata from PostgreSQL. It can connect, and nothing else: no USAGE on
-- any schema, no SELECT on any table. The system catalogs tell it all that there is to know.
-- Run with psql as an administrator, as often as you like.
SELECT pg_catalog.format('CREATE ROLE %I', 'colophon_reader')
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'colophon_reader')
\gexec
ALTER ROLE "colophon_reader" LOGIN CONNECTION LIMIT 4;
GRANT CONNECT ON DATABASE "carsharing" TO "colophon_reader";
-- Convenience, no barrier: what keeps the account from data is that nothing was granted.
ALTER ROLE "colophon_reader" SET default_transaction_read_only = on;
ALTER ROLE "colophon_reader" SET search_path = pg_catalog;
ALTER ROLE "colophon_reader" SET statement_timeout = '60s';
ALTER ROLE "colophon_reader" SET lock_timeout = '1s';
ALTER ROLE "colophon_reader" SET idle_in_transaction_session_timeout = '30s';
-- Set the password apart, with \password and the account's name, so that it stands in no file.
