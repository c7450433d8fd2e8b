-- +goose Up
CREATE TABLE jobs (id bigint PRIMARY KEY, state text NOT NULL);

-- +goose Down
DROP TABLE jobs;
