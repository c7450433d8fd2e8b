DROP INDEX meters_slug_key;
