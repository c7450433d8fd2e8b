ALTER TABLE "public"."books" DROP COLUMN "year";
