-- Getting ready: practice, missed items that come back, notes, plans, time per item, score reports.

-- A set of items practised with the key shown after each. What was asked is fixed at the start, as in an exam.
CREATE TABLE practice (
    id            uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    -- NULL for a mix of several.
    certification text REFERENCES certification,
    -- What lists call it.
    title         text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    -- What was asked for, so that another such set can be begun.
    criteria      jsonb NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- NULL where no clock runs.
    deadline      timestamptz CHECK (deadline > started_at),
    ended_at      timestamptz,
    -- By position, as in an attempt: item revision, how many options to choose, order of the options.
    revisions     integer[] NOT NULL CHECK (cardinality(revisions) > 0),
    choose        smallint[] NOT NULL CHECK (cardinality(choose) = cardinality(revisions)),
    orders        bigint[] NOT NULL CHECK (cardinality(orders) = cardinality(revisions))
);
CREATE INDEX practice_person ON practice (person_id, started_at);

-- An answer in practice is final: its key was shown.
CREATE TABLE practice_answer (
    practice  uuid NOT NULL REFERENCES practice ON DELETE CASCADE,
    -- From 1.
    position  smallint NOT NULL,
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    item      text NOT NULL REFERENCES item ON DELETE CASCADE,
    revision  integer NOT NULL REFERENCES item_revision ON DELETE CASCADE,
    -- A set of options as shown, one bit an option.
    chosen    smallint NOT NULL,
    mark      text NOT NULL CHECK (mark IN ('right', 'wrong', 'omitted')),
    guessed   boolean NOT NULL DEFAULT false,
    -- NULL where it isn't known.
    seconds   integer CHECK (seconds BETWEEN 0 AND 36000),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (practice, position)
);
CREATE INDEX practice_answer_person ON practice_answer (person_id, item);
CREATE INDEX practice_answer_item ON practice_answer (item);
CREATE INDEX practice_answer_revision ON practice_answer (revision);

-- What a person remembers of an item that they missed once, by FSRS, and when it comes back.
CREATE TABLE review_card (
    person_id    uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    item         text NOT NULL REFERENCES item ON DELETE CASCADE,
    -- Days until the chance to remember has fallen to nine in ten.
    stability    real NOT NULL CHECK (stability > 0),
    -- 1 to 10.
    difficulty   real NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
    reviewed_at  timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    reviews      integer NOT NULL DEFAULT 1,
    lapses       integer NOT NULL DEFAULT 0,
    -- Taken out by hand.
    suspended_at timestamptz,
    PRIMARY KEY (person_id, item)
);
CREATE INDEX review_card_due ON review_card (person_id, due_at) WHERE suspended_at IS NULL;
CREATE INDEX review_card_item ON review_card (item);

-- A person's own words on an item, and whether they flagged it after the exam; NULL says that the exam's flag counts.
CREATE TABLE own_item (
    person_id  uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    item       text NOT NULL REFERENCES item ON DELETE CASCADE,
    -- A form takes 4,000 characters; notes of a guest and of the account that they sign in to are joined.
    note       text NOT NULL DEFAULT '' CHECK (length(note) <= 40000),
    flagged    boolean,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, item)
);
CREATE INDEX own_item_item ON own_item (item);

ALTER TABLE attempt
    -- Seconds spent at each position, as the page counted them; NULL where nobody did.
    ADD COLUMN spent      integer[] CHECK (cardinality(spent) = cardinality(revisions)),
    -- When its missed items went among those that come back.
    ADD COLUMN carded_at  timestamptz;
CREATE INDEX attempt_uncarded ON attempt (person_id) WHERE closed_at IS NOT NULL AND carded_at IS NULL;

-- Until when somebody wants to be ready, and with how much work a week. What to do in a week is written down as it begins, so
-- that it stands while it's done; the weeks to come are worked out anew each time.
CREATE TABLE study_plan (
    person_id     uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    certification text NOT NULL REFERENCES certification,
    exam_on       date NOT NULL,
    -- Days of the week on which there is time: bit 0 is Monday.
    weekdays      smallint NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    minutes_a_day smallint NOT NULL CHECK (minutes_a_day BETWEEN 5 AND 600),
    -- An IANA name.
    time_zone     text NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, certification)
);
CREATE TABLE study_week (
    person_id     uuid NOT NULL,
    certification text NOT NULL,
    -- The Monday that it begins on.
    monday        date NOT NULL,
    plan          jsonb NOT NULL,
    -- What is done from here on counts.
    since         timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Where its days begin in the plan's time zone, and where the last one ends.
    midnights     timestamptz[] NOT NULL CHECK (cardinality(midnights) = 8),
    PRIMARY KEY (person_id, certification, monday),
    FOREIGN KEY (person_id, certification) REFERENCES study_plan ON UPDATE CASCADE ON DELETE CASCADE
);

-- Who hasn't passed a mock of what a certification asks for first can't start; unless they were let off.
ALTER TABLE assignment ADD COLUMN prerequisites boolean NOT NULL DEFAULT false;
ALTER TABLE assignment_override ADD COLUMN prerequisites_waived boolean NOT NULL DEFAULT false;

-- The states of the shipped bank, in order: a digest of what it held. A score report names the one that its form was drawn from.
CREATE TABLE bank_revision (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The platform's own keys (Ed25519) for score reports. Those made before stay, so that what they signed can be verified.
CREATE TABLE signing_key (
    id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    secret  bytea NOT NULL CHECK (length(secret) = 32),
    public  bytea NOT NULL UNIQUE CHECK (length(public) = 32),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A score report that its owner made public: what was signed, word for word.
CREATE TABLE score_report (
    id            uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    -- NULL for a recognition, which follows from several.
    attempt       uuid REFERENCES attempt ON DELETE CASCADE,
    certification text NOT NULL REFERENCES certification,
    -- What its public address ends with.
    token         text NOT NULL UNIQUE CHECK (length(token) BETWEEN 16 AND 64),
    statement     text NOT NULL,
    signature     bytea NOT NULL CHECK (length(signature) = 64),
    signing_key   integer NOT NULL REFERENCES signing_key,
    made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at    timestamptz
);
CREATE UNIQUE INDEX score_report_of_attempt ON score_report (attempt) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX score_report_of_recognition ON score_report (person_id, certification)
    WHERE revoked_at IS NULL AND attempt IS NULL;
CREATE INDEX score_report_person ON score_report (person_id);

-- The trail names people by their ids only, so that nothing of a person stays in it once the account is deleted.
ALTER TABLE audit DISABLE TRIGGER audit_append_only;
UPDATE audit SET details = details - 'email' WHERE details ? 'email';
ALTER TABLE audit ENABLE TRIGGER audit_append_only;
