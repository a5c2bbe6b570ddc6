-- SPDX-License-Identifier: Apache-2.0
-- The database that the golden test reads: one of every kind, and names that want care. Runs on PostgreSQL 12 and newer.
SET client_encoding = 'UTF8';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA shop;
CREATE SCHEMA "한국 매장";
CREATE SCHEMA "Odd.Names";
CREATE SCHEMA nothing_in_it;
COMMENT ON SCHEMA shop IS 'The shop: 매장';

CREATE TYPE shop.place AS (latitude double precision, longitude double precision);
CREATE TYPE shop.address AS (street text, number integer, place shop.place);
COMMENT ON COLUMN shop.address.street IS '도로명';
CREATE TYPE shop.state AS ENUM ('open', 'closed');
CREATE DOMAIN shop.amount AS numeric(12, 2) NOT NULL CHECK (VALUE >= 0);
CREATE DOMAIN shop.small_amount AS shop.amount CHECK (VALUE < 100);

CREATE TABLE shop.customer (
    customer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        varchar(40) NOT NULL DEFAULT '무명',
    home        shop.address,
    others      shop.address[],
    tags        text[] NOT NULL DEFAULT '{}',
    profile     jsonb,
    born        date,
    seen        timestamptz DEFAULT now(),
    initial     text GENERATED ALWAYS AS (left(name, 1)) STORED,
    secret      bytea
);
COMMENT ON TABLE shop.customer IS '고객 — a customer''s "card"';
COMMENT ON COLUMN shop.customer.name IS E'이름\nsecond line\ttab \\ backslash';
ALTER TABLE shop.customer DROP COLUMN born;

CREATE TABLE shop.product (
    code text, kind integer DEFAULT 1 + 2, price shop.amount, discount shop.small_amount, weight real,
    PRIMARY KEY (kind, code)
);

CREATE TABLE shop.orders (
    order_id    serial,
    customer_id bigint NOT NULL REFERENCES shop.customer ON DELETE CASCADE,
    code        text,
    kind        integer,
    state       shop.state NOT NULL DEFAULT 'open',
    placed      date NOT NULL,
    parent      integer,
    parent_placed date,
    PRIMARY KEY (order_id, placed),
    CONSTRAINT orders_product FOREIGN KEY (code, kind) REFERENCES shop.product (code, kind),
    CONSTRAINT orders_parent FOREIGN KEY (parent, parent_placed) REFERENCES shop.orders
) PARTITION BY RANGE (placed);
CREATE TABLE shop.orders_2025 PARTITION OF shop.orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.orders_rest PARTITION OF shop.orders DEFAULT PARTITION BY RANGE (placed);
CREATE TABLE shop.orders_rest_all PARTITION OF shop.orders_rest DEFAULT;
COMMENT ON TABLE shop.orders IS '주문';

CREATE TABLE shop.refund (order_id integer, placed date, reason text,
    FOREIGN KEY (order_id, placed) REFERENCES shop.orders);

CREATE TABLE "한국 매장"."재고(수량)" (
    "상품, 코드" text, "종류" integer, "수량" integer NOT NULL CHECK ("수량" >= 0), "100%" numeric,
    PRIMARY KEY ("상품, 코드", "종류"),
    FOREIGN KEY ("종류", "상품, 코드") REFERENCES shop.product
);
COMMENT ON TABLE "한국 매장"."재고(수량)" IS '재고';
COMMENT ON COLUMN "한국 매장"."재고(수량)"."수량" IS '남은 수량 🚗';

CREATE TABLE "Odd.Names"."Table.With.Dots" ("Id" integer PRIMARY KEY, "a""quote" text, "a.b" text, "SELECT" boolean);
CREATE TABLE "Odd.Names"."it's (a) ""table"", isn't it?" ("Id" integer REFERENCES "Odd.Names"."Table.With.Dots");
CREATE TABLE "Odd.Names".clash (a shop.place, "a.latitude" text);
CREATE TABLE "Odd.Names".no_columns ();
CREATE UNLOGGED TABLE public.scratch (id integer);
CREATE TABLE public.kid (more text) INHERITS (public.scratch);

CREATE VIEW shop.open_orders AS
    SELECT o.order_id, c.name, (SELECT count(*) FROM shop.refund r WHERE r.order_id = o.order_id) AS refunds
    FROM shop.orders o JOIN shop.customer c USING (customer_id) WHERE o.state = 'open';
COMMENT ON VIEW shop.open_orders IS '열린 주문';
CREATE VIEW shop.old_orders AS SELECT * FROM shop.orders_2025;
CREATE VIEW "한국 매장"."보기" AS
    WITH counted AS (SELECT "종류", sum("수량") AS n FROM "한국 매장"."재고(수량)" GROUP BY 1)
    SELECT counted.*, p.weight FROM counted JOIN shop.product p ON p.kind = counted."종류"
    UNION ALL SELECT 0, 0, 0 FROM shop.open_orders;
CREATE MATERIALIZED VIEW shop.totals AS SELECT state, count(*) AS orders FROM shop.orders GROUP BY state WITH NO DATA;
COMMENT ON MATERIALIZED VIEW shop.totals IS 'Counted at night';

CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER far OPTIONS (host 'far.invalid', password 'canary-server');
CREATE FOREIGN TABLE shop.far_away (id integer NOT NULL, what text)
    SERVER elsewhere OPTIONS (schema_name 'they', table_name 'theirs', secret 'canary-table');
COMMENT ON COLUMN shop.far_away.what IS '무엇';

INSERT INTO shop.customer (name) VALUES ('비밀 행 canary-row');
INSERT INTO shop.product VALUES ('a', 1, 5, 1, 0.5);
INSERT INTO shop.orders (customer_id, code, kind, placed) VALUES (1, 'a', 1, '2025-05-05'), (1, NULL, NULL, '2026-01-01');
INSERT INTO "Odd.Names".clash VALUES (ROW(1, 2), 'x');
ANALYZE;
