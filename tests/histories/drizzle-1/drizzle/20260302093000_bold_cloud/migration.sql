CREATE TABLE "berths" (
	"id" serial PRIMARY KEY NOT NULL,
	"boat_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "berths" ADD CONSTRAINT "berths_boat_id_boats_id_fk" FOREIGN KEY ("boat_id") REFERENCES "boats"("id");
