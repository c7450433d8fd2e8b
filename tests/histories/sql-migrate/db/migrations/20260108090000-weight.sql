
-- +migrate Up
ALTER TABLE parcels ADD COLUMN weight_grams integer;

-- +migrate Down
