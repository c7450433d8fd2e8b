-- Verify flights:seats on pg

BEGIN;
SELECT 1;
ROLLBACK;
