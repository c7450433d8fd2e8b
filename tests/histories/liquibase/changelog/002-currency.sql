--liquibase formatted sql

--changeset omar:add-currency
ALTER TABLE invoices ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR';

--changeset omar:total-in dbms:!mysql endDelimiter:/
CREATE FUNCTION total_in(invoice invoices, code char(3)) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE WHEN invoice.currency = code THEN invoice.total END;
END
$$
/
CREATE INDEX invoices_currency_idx ON invoices (currency)
/
--rollback DROP INDEX invoices_currency_idx
--rollback /
--rollback DROP FUNCTION total_in
