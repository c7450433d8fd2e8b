CREATE TABLE readings (sensor_id bigint REFERENCES sensors (id), value double precision);
