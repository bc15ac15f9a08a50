-- People, their sessions and the one-time links that let them set a password.

CREATE TABLE person (
    id            uuid PRIMARY KEY,
    -- NULL for a guest: somebody who sits exams without an account.
    email         text UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    name          text NOT NULL DEFAULT '' CHECK (length(name) <= 100),
    password_hash text,
    role          text NOT NULL DEFAULT 'candidate' CHECK (role IN ('candidate', 'instructor', 'administrator')),
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- A guest holds no role but candidate.
    CHECK (email IS NOT NULL OR role = 'candidate')
);

CREATE TABLE session (
    -- SHA-256 of the token; the token itself is only in the browser.
    token_hash   bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    person_id    uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE one_time_link (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    -- NULL for the link that makes the first administrator.
    person_id  uuid REFERENCES person ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
