CREATE UNIQUE INDEX CONCURRENTLY feeds_url_idx ON feeds (url);
