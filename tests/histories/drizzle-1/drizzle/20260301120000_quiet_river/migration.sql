CREATE TABLE "boats" (
	"id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
