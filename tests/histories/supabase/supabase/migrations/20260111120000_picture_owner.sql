alter table public.pictures add column owner uuid;
create index on public.pictures (owner);
