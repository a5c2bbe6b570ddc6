-- SPDX-License-Identifier: Apache-2.0
-- The account's password comes from a file that both sides mount, so that it stands in none of ours.
\set reader_password `cat /run/secrets/reader-password`
ALTER ROLE colophon_reader PASSWORD :'reader_password';
