CREATE TABLE sensors (id bigint PRIMARY KEY, name text NOT NULL);
