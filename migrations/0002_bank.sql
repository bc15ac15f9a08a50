-- Certifications, their editions and items. Editions and item revisions are never changed once written: attempts pin them.

CREATE TABLE certification (
    id         text PRIMARY KEY,
    definition jsonb NOT NULL,
    -- False once it is gone from the bank; old attempts still name it.
    current    boolean NOT NULL DEFAULT true
);

CREATE TABLE edition (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    certification text NOT NULL REFERENCES certification,
    name          text NOT NULL,
    definition    jsonb NOT NULL,
    current       boolean NOT NULL DEFAULT true
);
CREATE UNIQUE INDEX edition_current ON edition (certification, name) WHERE current;

CREATE TABLE item (
    id            text PRIMARY KEY,
    certification text NOT NULL REFERENCES certification,
    -- The revision that new forms take; NULL once the item is withdrawn.
    revision      integer
);
CREATE INDEX item_certification ON item (certification);

CREATE TABLE item_revision (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item         text NOT NULL REFERENCES item,
    content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
    section      text NOT NULL,
    topic        text NOT NULL,
    -- What a candidate sees while the clock runs, and apart from it what tells right from wrong.
    question     jsonb NOT NULL,
    solution     jsonb NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (item, content_hash)
);

ALTER TABLE item ADD FOREIGN KEY (revision) REFERENCES item_revision;
