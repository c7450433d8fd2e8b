ALTER TABLE meters ADD COLUMN unit text NOT NULL DEFAULT 'kWh';
COMMENT ON COLUMN meters.unit IS 'as the supplier writes it';
