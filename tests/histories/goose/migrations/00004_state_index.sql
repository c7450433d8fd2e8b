-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY jobs_state_idx ON jobs (state);

-- +goose Down
DROP INDEX CONCURRENTLY jobs_state_idx;
