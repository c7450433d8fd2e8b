INSERT INTO "Member" ("email") VALUES ('reader@example.com');
