-- migrate:up
ALTER TABLE notes ALTER COLUMN body SET NOT NULL;
