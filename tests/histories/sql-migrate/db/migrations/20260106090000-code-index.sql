
-- +migrate Up notransaction
CREATE UNIQUE INDEX CONCURRENTLY parcels_code_idx ON parcels (code);

-- +migrate Down notransaction
DROP INDEX CONCURRENTLY parcels_code_idx;
