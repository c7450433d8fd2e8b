-- Modify "teams" table
ALTER TABLE "teams" ADD COLUMN "size" integer NULL;
