-- Verify flights:planes on pg

BEGIN;
SELECT 1;
ROLLBACK;
