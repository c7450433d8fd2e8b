ALTER TABLE "public"."books" ADD COLUMN "year" integer NULL;
