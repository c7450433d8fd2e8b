CREATE TABLE meters (
  id uuid PRIMARY KEY,
  slug text NOT NULL
);
