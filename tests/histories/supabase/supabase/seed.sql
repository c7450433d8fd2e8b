insert into public.pictures (title) values ('one');
