-- On which versions of CPython the key of an item revision was proven, as the bank's record says: an array of texts.

ALTER TABLE item_revision ADD COLUMN proven_on jsonb NOT NULL DEFAULT '[]';
