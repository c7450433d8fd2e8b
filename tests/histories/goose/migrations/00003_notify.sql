-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION notify_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('jobs', NEW.id::text);
  RETURN NEW;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER jobs_notify AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION notify_jobs();

-- +goose Down
DROP TRIGGER jobs_notify ON jobs;
DROP FUNCTION notify_jobs();
