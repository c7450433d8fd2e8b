-- Revert flights:seats from pg

BEGIN;

ALTER TABLE flights.planes DROP COLUMN seats;

COMMIT;
