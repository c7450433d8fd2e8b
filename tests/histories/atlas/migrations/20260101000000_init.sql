-- Create "teams" table
CREATE TABLE "teams" ("id" bigint NOT NULL, "name" text NOT NULL, PRIMARY KEY ("id"));
