create table people (id int primary key, name text not null);

---- create above / drop below ----

drop table people;
