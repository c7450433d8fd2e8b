ALTER TABLE accounts ADD COLUMN credit_limit numeric(12, 2);
