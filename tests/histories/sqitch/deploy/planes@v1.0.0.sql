-- Deploy flights:planes to pg

BEGIN;

CREATE TABLE flights.planes (id int PRIMARY KEY);

COMMIT;
