CREATE TABLE public.notes (id integer NOT NULL, body text);
