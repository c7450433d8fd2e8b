alter table app_public.topics add column closed boolean not null default false;
