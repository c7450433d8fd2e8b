DROP TABLE "public"."books";
