-- SPDX-License-Identifier: Apache-2.0
-- The databases that the golden test reads: one of every kind, and names that want care. Runs on MariaDB 10.7 and newer, as an
-- administrator; `golden_` begins each name, so that the test can tell them from others.
SET NAMES utf8mb4;
SET sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';

CREATE DATABASE golden_shop CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci COMMENT 'The shop: 매장';
CREATE DATABASE `golden_한국 매장` CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci;
CREATE DATABASE `golden_Odd.Names` CHARACTER SET latin1;
CREATE DATABASE golden_empty;
USE golden_shop;

CREATE TABLE customer (
    customer_id bigint unsigned NOT NULL AUTO_INCREMENT COMMENT '고객 번호',
    email       varchar(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name        varchar(40) NOT NULL DEFAULT '무명' COMMENT '이름\nsecond line\ttab \\ backslash',
    grade       enum('일반','it''s','VIP') NOT NULL DEFAULT '일반',
    consents    set('marketing','위치') DEFAULT NULL,
    profile     json DEFAULT NULL,
    balance     decimal(12,2) unsigned zerofill NOT NULL DEFAULT 0.00,
    visits      int(7) unsigned zerofill NOT NULL DEFAULT 0,
    active      tinyint(1) NOT NULL DEFAULT 1,
    level       tinyint(4) DEFAULT NULL,
    flags       bit(3) DEFAULT b'101',
    ratio       double DEFAULT 1.5e0,
    born        year DEFAULT NULL,
    seen        datetime(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    at_time     time(3) DEFAULT NULL,
    photo       mediumblob DEFAULT NULL,
    fingerprint binary(16) DEFAULT NULL,
    place       point NOT NULL,
    address     inet6 DEFAULT NULL,
    handle      uuid DEFAULT uuid(),
    initial     varchar(1) GENERATED ALWAYS AS (left(`name`, 1)) STORED,
    greeting    varchar(60) GENERATED ALWAYS AS (concat('안녕 ', `name`)) VIRTUAL,
    secret      varchar(20) INVISIBLE DEFAULT 'hidden',
    PRIMARY KEY (customer_id),
    UNIQUE KEY uk_email (email),
    UNIQUE KEY `uk 이름` (name, grade),
    KEY k_seen (seen),
    SPATIAL KEY k_place (place),
    CONSTRAINT c_level CHECK (level BETWEEN 0 AND 99)
) ENGINE=InnoDB ROW_FORMAT=COMPRESSED COMMENT='고객 — a customer''s "card"';

CREATE TABLE product (
    code char(8) NOT NULL, kind int(11) NOT NULL, weight float DEFAULT NULL, priced decimal(10,0) DEFAULT (1 + 2), note text,
    PRIMARY KEY (kind, code)
) COLLATE utf8mb4_bin;

CREATE TABLE orders (
    order_id    int(11) NOT NULL,
    customer_id bigint unsigned NOT NULL,
    code        char(8) COLLATE utf8mb4_bin DEFAULT NULL,
    kind        int(11) DEFAULT NULL,
    parent      int(11) DEFAULT NULL,
    PRIMARY KEY (order_id),
    CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (customer_id) ON DELETE CASCADE,
    CONSTRAINT orders_product FOREIGN KEY (kind, code) REFERENCES product (kind, code),
    CONSTRAINT orders_parent FOREIGN KEY (parent) REFERENCES orders (order_id)
) COMMENT='주문';

CREATE TABLE event_log (
    event_id bigint NOT NULL, happened date NOT NULL, what varchar(200) DEFAULT NULL,
    PRIMARY KEY (event_id, happened)
) PARTITION BY RANGE (year(happened)) SUBPARTITION BY HASH (event_id) SUBPARTITIONS 2 (
    PARTITION secret_2024 VALUES LESS THAN (2025), PARTITION rest VALUES LESS THAN MAXVALUE);
CREATE TABLE by_list (id int(11), region varchar(10)) PARTITION BY LIST COLUMNS (region) (
    PARTITION p1 VALUES IN ('서울', 'canary-partition'), PARTITION p2 VALUES IN ('부산'));

CREATE TABLE price_history (code char(8), price decimal(10,2)) WITH SYSTEM VERSIONING;
CREATE TABLE cached (id int(11) PRIMARY KEY, doc longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin) ENGINE=Aria COMMENT='Aria';
CREATE SEQUENCE order_number START WITH 100 INCREMENT BY 10;

CREATE TABLE `golden_한국 매장`.`재고(수량)` (
    `상품, 코드` char(8) COLLATE utf8mb3_bin NOT NULL, `종류` int(11) NOT NULL, `수량` int(11) NOT NULL COMMENT '남은 수량 🚗',
    `100%` decimal(5,2) DEFAULT NULL, PRIMARY KEY (`상품, 코드`, `종류`)
) COMMENT='재고';
CREATE TABLE `golden_한국 매장`.`주문 취소` (
    order_id int(11) NOT NULL, `사유` text,
    CONSTRAINT `취소_주문` FOREIGN KEY (order_id) REFERENCES golden_shop.orders (order_id)
);
CREATE TABLE `golden_Odd.Names`.`Table.With.Dots` (`Id` int(11) PRIMARY KEY, `a"quote` text, `a``tick` text, `a.b` text, `SELECT` tinyint(1));
CREATE TABLE `golden_Odd.Names`.`it's (a) ``table``, isn't it?` (
    `Id` int(11), CONSTRAINT `fk ``odd``` FOREIGN KEY (`Id`) REFERENCES `Table.With.Dots` (`Id`));
CREATE TABLE `golden_Odd.Names`.`line
break	tab \\ %` (`a
b` int(11));

CREATE VIEW open_orders AS
    SELECT o.order_id, c.name, (SELECT count(*) FROM `golden_한국 매장`.`주문 취소` r WHERE r.order_id = o.order_id) AS refunds
    FROM orders o JOIN customer c USING (customer_id) WHERE c.grade <> 'it''s ` .`x`.`y`';
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW vip AS SELECT customer_id, name FROM customer WHERE grade = 'VIP' WITH CASCADED CHECK OPTION;
CREATE VIEW `golden_한국 매장`.`보기` AS
    WITH counted AS (SELECT `종류`, sum(`수량`) AS n FROM `golden_한국 매장`.`재고(수량)` GROUP BY 1)
    SELECT counted.*, p.weight FROM counted JOIN golden_shop.product p ON p.kind = counted.`종류`
    UNION ALL SELECT 0, 0, 0 FROM golden_shop.open_orders;
CREATE VIEW numbers AS SELECT 1 AS one;
CREATE TABLE soon_gone (id int(11));
CREATE VIEW broken AS SELECT id FROM soon_gone;
DROP TABLE soon_gone;

DELIMITER //
CREATE TRIGGER orders_before BEFORE INSERT ON orders FOR EACH ROW
BEGIN
    SET NEW.kind = coalesce(NEW.kind, 1); -- 종류
END//
CREATE PROCEDURE close_orders(IN before_day date) COMMENT '주문 마감' MODIFIES SQL DATA
BEGIN
    DELETE FROM orders WHERE order_id < 0 AND before_day IS NOT NULL;
END//
CREATE FUNCTION `세금`(price decimal(10,2)) RETURNS decimal(10,2) DETERMINISTIC RETURN price * 0.1//
CREATE PROCEDURE `세금`() SELECT 'a procedure with the name of a function'//
DELIMITER ;

INSERT INTO customer (email, name, place) VALUES ('a@example.com', '비밀 행 canary-row', point(1, 2));
INSERT INTO product (code, kind) VALUES ('a', 1);
INSERT INTO orders (order_id, customer_id, code, kind) VALUES (1, 1, 'a', 1), (2, 1, NULL, NULL);
ANALYZE TABLE customer, product, orders, event_log, cached;
