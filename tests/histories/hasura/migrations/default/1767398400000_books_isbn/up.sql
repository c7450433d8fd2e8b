ALTER TABLE "public"."books" ADD COLUMN "isbn" text NULL UNIQUE;
