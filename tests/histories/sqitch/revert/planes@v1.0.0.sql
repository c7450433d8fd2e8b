-- Revert flights:planes from pg

BEGIN;

DROP TABLE flights.planes;

COMMIT;
