-- Verify flights:appschema on pg

BEGIN;
SELECT 1;
ROLLBACK;
