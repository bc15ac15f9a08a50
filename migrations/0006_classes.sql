-- Classes, what is assigned to them, and attempts at it.

CREATE TABLE class (
    id          uuid PRIMARY KEY,
    owner       uuid NOT NULL REFERENCES person,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- What candidates type, or reach by a link, to join.
    join_code   text NOT NULL UNIQUE CHECK (length(join_code) BETWEEN 8 AND 32),
    -- Whether the code lets anybody in.
    joining     boolean NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL DEFAULT now(),
    archived_at timestamptz
);
CREATE INDEX class_owner ON class (owner);

CREATE TABLE class_member (
    class     uuid NOT NULL REFERENCES class ON DELETE CASCADE,
    person    uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    -- As the roster has them; empty where they joined by the code.
    name      text NOT NULL DEFAULT '' CHECK (length(name) <= 100),
    number    text NOT NULL DEFAULT '' CHECK (length(number) <= 50),
    joined_at timestamptz NOT NULL DEFAULT now(),
    left_at   timestamptz,
    PRIMARY KEY (class, person)
);
CREATE INDEX class_member_person ON class_member (person);

CREATE TABLE assignment (
    id            uuid PRIMARY KEY,
    class         uuid NOT NULL REFERENCES class ON DELETE CASCADE,
    edition_id    integer NOT NULL REFERENCES edition,
    title         text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    note          text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    -- An attempt may be started from opens_at until closes_at.
    opens_at      timestamptz NOT NULL,
    closes_at     timestamptz NOT NULL CHECK (closes_at > opens_at),
    -- The zone in which the window was given and is shown: an IANA name.
    time_zone     text NOT NULL,
    attempts      smallint NOT NULL CHECK (attempts BETWEEN 1 AND 20),
    minutes       smallint NOT NULL CHECK (minutes BETWEEN 1 AND 600),
    -- Whether an attempt ends when the window closes, though its minutes aren't over.
    window_cuts   boolean NOT NULL,
    -- When candidates see their score, and when the keys with all reasons.
    results       text NOT NULL CHECK (results IN ('at once', 'after closing', 'by hand')),
    keys          text NOT NULL CHECK (keys IN ('at once', 'after closing', 'by hand')),
    -- Released by hand.
    results_at    timestamptz,
    keys_at       timestamptz,
    shuffle_items   boolean NOT NULL DEFAULT true,
    shuffle_options boolean NOT NULL DEFAULT true,
    created_by    uuid REFERENCES person ON DELETE SET NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- Taken back; attempts at it stay.
    cancelled_at  timestamptz
);
CREATE INDEX assignment_class ON assignment (class, opens_at);

CREATE TABLE assignment_override (
    assignment     uuid NOT NULL REFERENCES assignment ON DELETE CASCADE,
    person         uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    extra_minutes  smallint NOT NULL DEFAULT 0 CHECK (extra_minutes BETWEEN 0 AND 600),
    extra_percent  smallint NOT NULL DEFAULT 0 CHECK (extra_percent BETWEEN 0 AND 300),
    opens_at       timestamptz,
    closes_at      timestamptz,
    extra_attempts smallint NOT NULL DEFAULT 0 CHECK (extra_attempts BETWEEN 0 AND 20),
    note           text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    PRIMARY KEY (assignment, person)
);

ALTER TABLE attempt
    ADD COLUMN assignment uuid REFERENCES assignment,
    -- Reset by the instructor: it is kept, and counts no longer.
    ADD COLUMN voided_at  timestamptz;

-- Practising an exam and sitting it as assigned don't stand in each other's way.
DROP INDEX attempt_one_open;
CREATE UNIQUE INDEX attempt_one_open ON attempt (person_id, certification)
    WHERE closed_at IS NULL AND joined_from IS NULL AND assignment IS NULL;
CREATE UNIQUE INDEX attempt_one_open_assigned ON attempt (person_id, assignment)
    WHERE closed_at IS NULL AND assignment IS NOT NULL;
CREATE INDEX attempt_assignment ON attempt (assignment, person_id) WHERE assignment IS NOT NULL;

-- Where candidates are and when their page was last heard of. Not worth a flush to disk: it is gone after a crash, and comes
-- back with the next word from the page.
CREATE UNLOGGED TABLE presence (
    attempt  uuid PRIMARY KEY,
    position smallint NOT NULL,
    seen_at  timestamptz NOT NULL
) WITH (fillfactor = 50);
