
-- +migrate Up
-- +migrate StatementBegin
CREATE FUNCTION announce_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('parcels', NEW.code);
    RETURN NEW;
END;
$$;
-- +migrate StatementEnd
CREATE TRIGGER parcels_announce AFTER INSERT ON parcels FOR EACH ROW EXECUTE FUNCTION announce_parcel();

-- +migrate Down
DROP TRIGGER parcels_announce ON parcels;
DROP FUNCTION announce_parcel();
