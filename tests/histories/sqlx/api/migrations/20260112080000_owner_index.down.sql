-- no-transaction
DROP INDEX CONCURRENTLY accounts_owner_idx;
