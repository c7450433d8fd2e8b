CREATE TABLE "public"."books" ("id" serial NOT NULL, "title" text NOT NULL, PRIMARY KEY ("id"));
