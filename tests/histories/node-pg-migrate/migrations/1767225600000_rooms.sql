-- Up Migration
CREATE TABLE rooms (id serial PRIMARY KEY, topic text);

-- Down Migration
DROP TABLE rooms;
