-- An attempt is one row: the form, the answers and the state together, so that they can't disagree and a save is one UPDATE.

CREATE TABLE attempt (
    id            uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    certification text NOT NULL REFERENCES certification,
    edition_id    integer NOT NULL REFERENCES edition,
    -- The seed that the form was drawn with.
    seed          bigint NOT NULL,
    started_at    timestamptz NOT NULL,
    deadline      timestamptz NOT NULL CHECK (deadline > started_at),

    -- The form, by position: item revision, index of its section, how many options to choose, order of the options
    -- (packed: the count of options in the lowest four bits, then four bits a place).
    revisions     integer[] NOT NULL,
    sections      smallint[] NOT NULL,
    choose        smallint[] NOT NULL,
    orders        bigint[] NOT NULL,

    -- What the candidate left, by position: sets of options as shown, one bit an option; the number of the last change.
    chosen        smallint[] NOT NULL,
    struck        smallint[] NOT NULL,
    flagged       boolean[] NOT NULL,
    seqs          integer[] NOT NULL,
    -- Counts up each time that another tab or device takes over.
    epoch         integer NOT NULL DEFAULT 0,

    closed_at     timestamptz,
    closed_by     text CHECK (closed_by IN ('candidate', 'time')),
    points        bigint,
    max_points    bigint,
    passed        boolean,
    section_marks jsonb,

    -- The guest who started it, where it joined an account later.
    joined_from   uuid,

    CHECK (cardinality(revisions) > 0),
    CHECK (cardinality(sections) = cardinality(revisions) AND cardinality(choose) = cardinality(revisions)
       AND cardinality(orders) = cardinality(revisions) AND cardinality(chosen) = cardinality(revisions)
       AND cardinality(struck) = cardinality(revisions) AND cardinality(flagged) = cardinality(revisions)
       AND cardinality(seqs) = cardinality(revisions)),
    -- Closed and marked is one step.
    CHECK (num_nulls(closed_at, closed_by, points, max_points, passed, section_marks) IN (0, 6)),
    CHECK (points BETWEEN 0 AND max_points)
-- Room on the page for the new version of a row keeps saves off the indexes (heap-only tuples).
) WITH (fillfactor = 60);

-- Two starts at once open one attempt. What a guest brings along on signing in stays open beside the account's own.
CREATE UNIQUE INDEX attempt_one_open ON attempt (person_id, certification) WHERE closed_at IS NULL AND joined_from IS NULL;
CREATE INDEX attempt_overdue ON attempt (deadline) WHERE closed_at IS NULL;
CREATE INDEX attempt_history ON attempt (person_id, started_at);
