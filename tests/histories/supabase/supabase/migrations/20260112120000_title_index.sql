create index concurrently pictures_title_idx on public.pictures (title);
