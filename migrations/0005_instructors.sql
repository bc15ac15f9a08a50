-- Banks of instructors, their items' history, images, imports; corrections of keys; what candidates report.

CREATE TABLE bank (
    id         uuid PRIMARY KEY,
    -- NULL for the bank that ships with the platform.
    owner      uuid REFERENCES person,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX bank_shipped ON bank ((owner IS NULL)) WHERE owner IS NULL;
CREATE INDEX bank_owner ON bank (owner);
INSERT INTO bank (id, name) VALUES ('00000000-0000-0000-0000-000000000000', 'Invigil');

CREATE TABLE bank_share (
    bank     uuid NOT NULL REFERENCES bank ON DELETE CASCADE,
    person   uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    may_edit boolean NOT NULL,
    PRIMARY KEY (bank, person)
);
CREATE INDEX bank_share_person ON bank_share (person);

-- An item of the shipped bank belongs to a certification and is called by its id. An item of an instructor's bank belongs to none
-- (''), has a random id, and a name that is unique in its bank.
ALTER TABLE item
    DROP CONSTRAINT item_certification_fkey,
    ADD COLUMN bank uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000' REFERENCES bank,
    ADD COLUMN name text CHECK (length(name) BETWEEN 1 AND 200);
CREATE UNIQUE INDEX item_name ON item (bank, name);

-- What happened to an item, in order; for the shipped bank only what people did by hand.
CREATE TABLE item_change (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item     text NOT NULL REFERENCES item ON DELETE CASCADE,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    person   uuid REFERENCES person ON DELETE SET NULL,
    kind     text NOT NULL CHECK (kind IN ('imported', 'written', 'edited', 'key corrected', 'withdrawn', 'restored')),
    -- The revision that held afterwards; NULL once withdrawn.
    revision integer REFERENCES item_revision,
    note     text NOT NULL DEFAULT '' CHECK (length(note) <= 2000)
);
CREATE INDEX item_change_item ON item_change (item, id);

-- Pictures that items show as `images/NAME`: made anew by us from what was uploaded.
CREATE TABLE image (
    -- 32 hexadecimal digits of the SHA-256 of its bytes, a full stop, and `png` or `jpg`.
    name   text PRIMARY KEY CHECK (name ~ '^[0-9a-f]{32}\.(png|jpg)$'),
    bytes  bytea NOT NULL,
    width  integer NOT NULL,
    height integer NOT NULL
);
CREATE TABLE bank_image (
    bank  uuid NOT NULL REFERENCES bank ON DELETE CASCADE,
    image text NOT NULL REFERENCES image,
    PRIMARY KEY (bank, image)
);

-- An upload from its first byte to its end: read, previewed, then applied whole or not at all.
CREATE TABLE bank_import (
    id         uuid PRIMARY KEY,
    bank       uuid NOT NULL REFERENCES bank ON DELETE CASCADE,
    person     uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    file_name  text NOT NULL CHECK (length(file_name) <= 200),
    state      text NOT NULL DEFAULT 'reading' CHECK (state IN ('reading', 'ready', 'refused', 'applied', 'discarded')),
    -- While reading: how far, of how much; renewed as it goes on.
    done       bigint NOT NULL DEFAULT 0,
    total      bigint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now(),
    -- Why it was refused as a whole.
    refusal    text,
    -- What was read, as the bank crate serialises it; gone once applied or discarded.
    reading    jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bank_import_bank ON bank_import (bank, created_at);

-- Certifications that an instructor made; NULL for those of the shipped bank.
ALTER TABLE certification ADD COLUMN owner uuid REFERENCES person;
CREATE INDEX certification_owner ON certification (owner) WHERE owner IS NOT NULL;
-- When an edition was made, as an exam's history tells.
ALTER TABLE edition ADD COLUMN created_at timestamptz NOT NULL DEFAULT clock_timestamp();

-- That an item revision is marked otherwise than its solution says. Applied by a regrade, and to what is closed later.
CREATE TABLE ruling (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision integer NOT NULL REFERENCES item_revision,
    rule     jsonb NOT NULL,
    reason   text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000),
    person   uuid REFERENCES person ON DELETE SET NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ruling_revision ON ruling (revision, id);

-- The rulings that an attempt was marked with: marking is a function of what is stored.
ALTER TABLE attempt ADD COLUMN rulings integer[] NOT NULL DEFAULT '{}';
-- Which attempts hold an item revision, for its statistics and for regrades.
CREATE INDEX attempt_revisions ON attempt USING gin (revisions);

CREATE TABLE score_change (
    attempt    uuid NOT NULL REFERENCES attempt ON DELETE CASCADE,
    ruling     integer NOT NULL REFERENCES ruling,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    person     uuid REFERENCES person ON DELETE SET NULL,
    old_points bigint NOT NULL,
    old_max    bigint NOT NULL,
    old_passed boolean NOT NULL,
    new_points bigint NOT NULL,
    new_max    bigint NOT NULL,
    new_passed boolean NOT NULL,
    PRIMARY KEY (attempt, ruling)
);

-- "Something is wrong with this question."
CREATE TABLE item_report (
    id          uuid PRIMARY KEY,
    item        text NOT NULL REFERENCES item ON DELETE CASCADE,
    revision    integer NOT NULL REFERENCES item_revision,
    attempt     uuid NOT NULL REFERENCES attempt ON DELETE CASCADE,
    position    smallint NOT NULL,
    person      uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    text        text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    answer      text CHECK (length(answer) BETWEEN 1 AND 2000),
    answered_by uuid REFERENCES person ON DELETE SET NULL,
    answered_at timestamptz,
    -- When the candidate saw the answer.
    seen_at     timestamptz,
    CHECK (num_nulls(answer, answered_at) IN (0, 2)),
    UNIQUE (attempt, position)
);
CREATE INDEX item_report_item ON item_report (item);
CREATE INDEX item_report_person ON item_report (person);

-- Who did what, for ever. Ids are not references, so that the trail outlives what it tells of.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      uuid,
    action     text NOT NULL,
    bank       uuid,
    item       text,
    class      uuid,
    assignment uuid,
    attempt    uuid,
    -- Whom it was done to.
    person     uuid,
    details    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_bank ON audit (bank, id) WHERE bank IS NOT NULL;
CREATE INDEX audit_item ON audit (item, id) WHERE item IS NOT NULL;
CREATE INDEX audit_class ON audit (class, id) WHERE class IS NOT NULL;
CREATE INDEX audit_assignment ON audit (assignment, id) WHERE assignment IS NOT NULL;

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is never changed'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
