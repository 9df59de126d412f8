-- What a server declared the bytes to be: some can only be read with it. Empty for what came from
-- elsewhere, and for what was stored before.
ALTER TABLE originals ADD COLUMN declared_type TEXT NOT NULL DEFAULT '';
