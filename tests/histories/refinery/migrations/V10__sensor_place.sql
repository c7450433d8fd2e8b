ALTER TABLE sensors ADD COLUMN place text;
