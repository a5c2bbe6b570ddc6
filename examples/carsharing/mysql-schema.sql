-- SPDX-License-Identifier: Apache-2.0
-- The operational side of the same company, on MySQL or MariaDB: what the app and the cars talk to while a car is booked,
-- opened, driven and charged. schema.sql is what becomes of it in the warehouse. All names and people are made up.
--
--     mariadb < mysql-schema.sql
SET NAMES utf8mb4;

CREATE DATABASE booking CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE DATABASE telematics CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE DATABASE charging CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- booking: from the first tap to the returned car ---------------------------------------------------------------------

USE booking;

CREATE TABLE app_user (
    user_id       bigint unsigned NOT NULL AUTO_INCREMENT COMMENT 'member_id of the warehouse',
    phone         varchar(20) NOT NULL COMMENT '휴대전화 번호',
    nickname      varchar(40) NOT NULL,
    locale        char(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ko_KR',
    license_state enum('none', 'pending', 'verified', 'expired') NOT NULL DEFAULT 'none' COMMENT '운전면허 확인 상태',
    interests     set('camping', 'airport', 'business', '데이트') DEFAULT NULL COMMENT '가입할 때 고른 관심사',
    is_corporate  tinyint(1) NOT NULL DEFAULT 0 COMMENT '법인 회원이면 1',
    joined_at     datetime(3) NOT NULL DEFAULT current_timestamp(3),
    PRIMARY KEY (user_id),
    UNIQUE KEY app_user_phone (phone)
) ENGINE = InnoDB COMMENT '앱 회원 (members as the app knows them)';

CREATE TABLE reservation (
    reservation_id bigint unsigned NOT NULL AUTO_INCREMENT COMMENT '예약 번호, the same number in the warehouse',
    user_id        bigint unsigned NOT NULL,
    vehicle_id     bigint unsigned DEFAULT NULL COMMENT '배차 전에는 비어 있다',
    zone_code      varchar(12) NOT NULL COMMENT '빌리는 존',
    starts_at      datetime NOT NULL COMMENT '대여 시작',
    ends_at        datetime NOT NULL COMMENT '반납 예정',
    minutes        int GENERATED ALWAYS AS (timestampdiff(MINUTE, starts_at, ends_at)) VIRTUAL COMMENT '이용 시간(분)',
    status         enum('requested', 'confirmed', 'in_use', 'returned', 'cancelled', 'no_show') NOT NULL DEFAULT 'requested',
    quoted_won     decimal(10, 0) unsigned NOT NULL DEFAULT 0 COMMENT '예상 요금',
    options        json DEFAULT NULL COMMENT '보험, 부름 서비스, 카시트',
    created_at     timestamp NOT NULL DEFAULT current_timestamp(),
    updated_at     timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
    PRIMARY KEY (reservation_id),
    KEY reservation_user (user_id, starts_at),
    KEY reservation_vehicle (vehicle_id, starts_at),
    CONSTRAINT reservation_user_fk FOREIGN KEY (user_id) REFERENCES app_user (user_id),
    CONSTRAINT reservation_times CHECK (ends_at > starts_at)
) ENGINE = InnoDB COMMENT '예약 (live; the warehouse gets a copy every hour)';

CREATE TABLE reservation_change (
    change_id      bigint unsigned NOT NULL AUTO_INCREMENT,
    reservation_id bigint unsigned NOT NULL,
    changed_field  varchar(30) NOT NULL,
    old_value      text,
    new_value      text,
    changed_by     enum('user', 'agent', 'system') NOT NULL COMMENT '누가 바꾸었나',
    changed_at     datetime(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (change_id),
    CONSTRAINT reservation_change_fk FOREIGN KEY (reservation_id) REFERENCES reservation (reservation_id) ON DELETE CASCADE
) ENGINE = InnoDB COMMENT '예약 변경 이력';

CREATE TABLE price_quote (
    quote_id       binary(16) NOT NULL,
    reservation_id bigint unsigned DEFAULT NULL,
    plan_code      varchar(20) NOT NULL,
    base_won       int unsigned NOT NULL COMMENT '기본 요금',
    distance_won   int unsigned NOT NULL COMMENT 'km당 주행 요금',
    coupon_code    varchar(24) DEFAULT NULL,
    quoted_at      datetime NOT NULL DEFAULT current_timestamp(),
    PRIMARY KEY (quote_id),
    KEY quote_of_reservation (reservation_id),
    CONSTRAINT quote_fk FOREIGN KEY (reservation_id) REFERENCES reservation (reservation_id)
) ENGINE = InnoDB COMMENT '요금 견적';

CREATE TABLE waiting_list (
    zone_code varchar(12) NOT NULL,
    user_id   bigint unsigned NOT NULL,
    position  smallint unsigned zerofill NOT NULL COMMENT '대기 순번',
    asked_at  datetime NOT NULL DEFAULT current_timestamp(),
    PRIMARY KEY (zone_code, user_id),
    CONSTRAINT waiting_user_fk FOREIGN KEY (user_id) REFERENCES app_user (user_id)
) ENGINE = InnoDB COMMENT '차가 없을 때의 대기 명단';

CREATE TABLE `리뷰` (
    `리뷰번호`       bigint unsigned NOT NULL AUTO_INCREMENT,
    `예약번호`       bigint unsigned NOT NULL COMMENT 'reservation_id',
    `별점`           tinyint unsigned NOT NULL,
    `내용`           text,
    `작성 시각`      datetime NOT NULL DEFAULT current_timestamp(),
    PRIMARY KEY (`리뷰번호`),
    CONSTRAINT `리뷰_예약` FOREIGN KEY (`예약번호`) REFERENCES reservation (reservation_id)
) ENGINE = InnoDB COMMENT '반납 후 남긴 리뷰';

CREATE VIEW active_reservation AS
    SELECT r.reservation_id, r.vehicle_id, r.zone_code, r.ends_at, u.nickname
    FROM reservation AS r JOIN app_user AS u ON u.user_id = r.user_id
    WHERE r.status = 'in_use';

CREATE VIEW daily_reservation_count AS
    SELECT date(starts_at) AS day, zone_code, count(*) AS reservations, sum(quoted_won) AS quoted_won
    FROM reservation WHERE status <> 'cancelled' GROUP BY date(starts_at), zone_code;

DELIMITER //
CREATE PROCEDURE cancel_no_shows(IN patience_minutes int) COMMENT '나타나지 않은 예약을 취소한다'
BEGIN
    UPDATE reservation SET status = 'no_show'
        WHERE status = 'confirmed' AND starts_at < now() - INTERVAL patience_minutes MINUTE;
END //
CREATE TRIGGER reservation_status_changed AFTER UPDATE ON reservation FOR EACH ROW
BEGIN
    IF old.status <> new.status THEN
        INSERT INTO reservation_change (reservation_id, changed_field, old_value, new_value, changed_by)
            VALUES (new.reservation_id, 'status', old.status, new.status, 'system');
    END IF;
END //
DELIMITER ;

INSERT INTO app_user (phone, nickname, license_state) VALUES ('010-0000-0001', '라이언', 'verified');
INSERT INTO reservation (user_id, zone_code, starts_at, ends_at, status)
    VALUES (1, 'SEOUL-001', '2026-11-01 09:00:00', '2026-11-01 12:00:00', 'returned');
INSERT INTO price_quote VALUES (unhex(md5('1')), 1, 'STANDARD', 12000, 180, 'CANARY-ROW-9f31', now());

-- telematics: the box in every car ------------------------------------------------------------------------------------

USE telematics;

CREATE TABLE device (
    device_id    char(15) CHARACTER SET ascii NOT NULL COMMENT 'IMEI of the box',
    vehicle_id   bigint unsigned NOT NULL COMMENT '차량',
    firmware     varchar(20) NOT NULL,
    sim_iccid    char(20) CHARACTER SET ascii DEFAULT NULL,
    installed_on date NOT NULL,
    last_seen_at datetime(3) DEFAULT NULL COMMENT '마지막 통신 시각',
    PRIMARY KEY (device_id),
    UNIQUE KEY device_vehicle (vehicle_id)
) ENGINE = InnoDB COMMENT '차량 단말기';

CREATE TABLE trip_point (
    vehicle_id  bigint unsigned NOT NULL,
    at          datetime(3) NOT NULL,
    latitude    decimal(9, 6) NOT NULL COMMENT '위도',
    longitude   decimal(9, 6) NOT NULL COMMENT '경도',
    speed_kmh   decimal(5, 1) unsigned DEFAULT NULL COMMENT '속도',
    odometer_km int unsigned NOT NULL COMMENT '누적 주행거리(km)',
    PRIMARY KEY (vehicle_id, at)
) ENGINE = InnoDB COMMENT '차량 위치: every ten seconds while driving'
    PARTITION BY RANGE COLUMNS (at) (
        PARTITION before_2026 VALUES LESS THAN ('2026-01-01'),
        PARTITION first_half VALUES LESS THAN ('2026-07-01'),
        PARTITION second_half VALUES LESS THAN (MAXVALUE));

CREATE TABLE door_command (
    command_id     bigint unsigned NOT NULL AUTO_INCREMENT,
    device_id      char(15) CHARACTER SET ascii NOT NULL,
    reservation_id bigint unsigned DEFAULT NULL COMMENT '어느 예약으로 열었나',
    command        enum('lock', 'unlock', 'horn', 'immobilise') NOT NULL COMMENT '스마트키 명령',
    sent_at        datetime(3) NOT NULL,
    acknowledged   bit(1) NOT NULL DEFAULT b'0',
    PRIMARY KEY (command_id),
    CONSTRAINT door_device_fk FOREIGN KEY (device_id) REFERENCES device (device_id),
    CONSTRAINT door_reservation_fk FOREIGN KEY (reservation_id) REFERENCES booking.reservation (reservation_id)
) ENGINE = InnoDB COMMENT '스마트키: 문 열림과 잠김';

CREATE TABLE diagnostic_code (
    vehicle_id bigint unsigned NOT NULL,
    code       char(5) CHARACTER SET ascii NOT NULL COMMENT 'OBD-II 고장 코드',
    first_at   datetime NOT NULL,
    cleared_at datetime DEFAULT NULL,
    payload    mediumblob,
    PRIMARY KEY (vehicle_id, code, first_at)
) ENGINE = InnoDB ROW_FORMAT = COMPRESSED COMMENT '고장 진단';

CREATE VIEW vehicle_now AS
    SELECT d.vehicle_id, d.last_seen_at, max(p.at) AS last_point_at, max(p.odometer_km) AS odometer_km
    FROM device AS d LEFT JOIN trip_point AS p ON p.vehicle_id = d.vehicle_id GROUP BY d.vehicle_id, d.last_seen_at;

-- charging: electric cars ---------------------------------------------------------------------------------------------

USE charging;

CREATE TABLE charger (
    charger_id char(36) CHARACTER SET ascii NOT NULL,
    zone_code  varchar(12) NOT NULL COMMENT '존',
    location   point DEFAULT NULL COMMENT '위도와 경도',
    power_kw   float NOT NULL COMMENT '최대 출력',
    plug       set('ac_single', 'dc_combo', 'chademo') NOT NULL,
    PRIMARY KEY (charger_id)
) ENGINE = InnoDB COMMENT '전기차 충전기';

CREATE TABLE charging_session (
    session_id   bigint unsigned NOT NULL AUTO_INCREMENT,
    charger_id   char(36) CHARACTER SET ascii NOT NULL,
    vehicle_id   bigint unsigned NOT NULL,
    began_at     datetime NOT NULL,
    ended_at     datetime DEFAULT NULL,
    energy_kwh   double NOT NULL DEFAULT 0 COMMENT '충전량',
    won_per_kwh  decimal(6, 1) NOT NULL COMMENT '충전 단가',
    cost_won     decimal(10, 0) GENERATED ALWAYS AS (round(energy_kwh * won_per_kwh)) STORED COMMENT '충전 요금',
    PRIMARY KEY (session_id),
    CONSTRAINT session_charger_fk FOREIGN KEY (charger_id) REFERENCES charger (charger_id)
) ENGINE = InnoDB COMMENT '충전 이력';

CREATE VIEW reservation_with_low_battery AS
    SELECT a.reservation_id, a.vehicle_id, max(s.ended_at) AS last_charged_at
    FROM booking.active_reservation AS a LEFT JOIN charging_session AS s ON s.vehicle_id = a.vehicle_id
    GROUP BY a.reservation_id, a.vehicle_id;
