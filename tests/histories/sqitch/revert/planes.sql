-- Revert flights:planes from pg

BEGIN;

ALTER TABLE flights.planes DROP COLUMN range_km;

COMMIT;
