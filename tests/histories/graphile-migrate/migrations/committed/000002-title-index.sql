--! Previous: sha1:1111111111111111111111111111111111111111
--! Hash: sha1:2222222222222222222222222222222222222222
--! Message: title index

--! no-transaction
create index concurrently topics_title_idx on app_public.topics (title);
