CREATE UNIQUE INDEX CONCURRENTLY meters_slug_key ON meters (slug);
