-- Deploy flights:planes to pg

BEGIN;

ALTER TABLE flights.planes ADD COLUMN range_km int;

COMMIT;
