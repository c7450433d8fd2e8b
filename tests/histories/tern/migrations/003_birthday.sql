alter table people add column birthday date;
