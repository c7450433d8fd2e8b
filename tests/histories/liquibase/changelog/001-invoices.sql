--liquibase formatted sql

--changeset ines:create-invoices
CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric NOT NULL);
--rollback DROP TABLE invoices;

--changeset ines:index-total runInTransaction:false
CREATE INDEX CONCURRENTLY invoices_total_idx ON invoices (total);
--rollback DROP INDEX CONCURRENTLY invoices_total_idx;

--changeset ines:mysql-only dbms:mysql
ALTER TABLE invoices ENGINE = InnoDB;
