-- Revert flights:appschema from pg

BEGIN;

DROP SCHEMA flights;

COMMIT;
