
-- +migrate Up
CREATE TABLE parcels (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    sent_at timestamptz
);

-- +migrate Down
DROP TABLE parcels;
