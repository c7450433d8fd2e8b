CREATE TABLE feeds (
    id BIGSERIAL PRIMARY KEY,
    url VARCHAR NOT NULL,
    updated_at TIMESTAMP NOT NULL DEFAULT current_timestamp
);
