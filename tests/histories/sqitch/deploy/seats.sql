-- Deploy flights:seats to pg

BEGIN;

ALTER TABLE flights.planes ADD COLUMN seats int;

COMMIT;
