--! Previous: -
--! Hash: sha1:1111111111111111111111111111111111111111

create schema app_public;
create table app_public.topics (id int primary key, title text not null);
