create table public.pictures (id uuid primary key default gen_random_uuid(), title text not null);
alter table public.pictures enable row level security;
create policy "pictures are public" on public.pictures for select using (true);
