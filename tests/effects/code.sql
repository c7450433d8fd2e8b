CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT a_positive CHECK (a > 0), "B" text);
CREATE TABLE u (id int PRIMARY KEY, t_id int);
CREATE TABLE parted (id int, d date) PARTITION BY HASH (id);
INSERT INTO t VALUES (1, 1, 'a'), (2, NULL, NULL);
INSERT INTO u VALUES (1, 1), (2, NULL);
CREATE FUNCTION make_parts(base text, parts int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE name text; made int := 0;
BEGIN
  FOR i IN 0..(parts - 1) LOOP
    name := format('%s_%s', base, i);
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE %s)', name, base);
      EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES WITH (modulus %s, remainder %s)', base, name, parts, i);
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
CREATE FUNCTION add_column(tab text, col text, kind text DEFAULT 'int') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = tab AND column_name = col) THEN
    RETURN;
  END IF;
  EXECUTE 'ALTER TABLE ' || quote_ident(tab) || ' ADD COLUMN ' || quote_ident(col) || ' ' || kind;
END $$;
CREATE PROCEDURE twice(tab text) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM add_column(tab, 'one');
  PERFORM add_column(tab, 'two', 'text NOT NULL DEFAULT ''x''');
END $$;

-- forms
DO $$ BEGIN ALTER TABLE t ADD c int; END $$;

DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD c int'; END $$;

DO $$ BEGIN EXECUTE format('CREATE INDEX ON %I (%I)', 't', 'B'); END $$;

DO $$ DECLARE name text := 't'; BEGIN EXECUTE 'CREATE INDEX ON ' || name || ' (a)'; END $$;

DO $$ DECLARE name text; BEGIN FOREACH name IN ARRAY ARRAY['t', 'u'] LOOP EXECUTE format('ALTER TABLE %I ADD c int', name); END LOOP; END $$;

DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('ALTER TABLE t ADD COLUMN c%s int', i); END LOOP; END $$;

DO $$ BEGIN FOR i IN 2..1 LOOP EXECUTE format('ALTER TABLE t ADD COLUMN c%s int', i); END LOOP; END $$;

DO $$ DECLARE kind text := 'int'; BEGIN kind := 'text'; EXECUTE format('ALTER TABLE t ALTER a DROP EXPRESSION IF EXISTS, ALTER "B" TYPE %s', kind); END $$;

SELECT make_parts('parted', 2);

SELECT make_parts('parted'::text, 3), add_column('t', 'c');

SELECT add_column('t', 'a');

SELECT add_column('t', 'c');

SELECT add_column('t', 'c', 'uuid DEFAULT gen_random_uuid()');

CALL twice('u');

DO $$ BEGIN PERFORM add_column('u', 'c'); END $$;

DO $$ BEGIN IF to_regclass('t') IS NULL THEN DROP TABLE u; END IF; END $$;

DO $$ BEGIN IF to_regclass('public.t') IS NOT NULL THEN ALTER TABLE u ADD c int; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'a_positive') THEN ALTER TABLE t ADD CONSTRAINT a_positive CHECK (a > 0); END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'u_fk' AND conrelid = 'u'::regclass) THEN ALTER TABLE u ADD CONSTRAINT u_fk FOREIGN KEY (t_id) REFERENCES t; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 't' AND column_name = 'B') THEN ALTER TABLE t ADD "B" text; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') THEN ALTER TABLE t ADD b text; ELSE DROP TABLE u; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('sad'); ELSE ALTER TABLE t ADD m mood; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_indexes WHERE indexname = 't_pkey') THEN CREATE UNIQUE INDEX t_pkey ON t (id); END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT FROM pg_tables WHERE tablename = 'none') THEN DROP TABLE t; ELSIF EXISTS (SELECT FROM pg_class WHERE relname = 'u') THEN DROP TABLE u; ELSE DROP TABLE parted; END IF; END $$;

-- differs: the error is caught, and that there is one is not asked of the schema
DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT a_positive CHECK (a > 0); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

DO $$ BEGIN IF to_regclass('none') IS NULL THEN RETURN; END IF; DROP TABLE t; END $$;
