-- atlas:txmode none

-- Create index "teams_name" to table: "teams"
CREATE INDEX CONCURRENTLY "teams_name" ON "teams" ("name");
