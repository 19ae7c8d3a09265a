-- The tables of a log. @ stands for the schema that it is kept in: one log, one schema.
-- Times are whole microseconds since 1970, bodies are bytes. There is no sequence: a position is the head's size and one.
-- What a row must be like is looked at by the guards, for a CHECK is read anew from the catalogue for each statement that
-- writes to its table.

CREATE TABLE @.version (
    number integer PRIMARY KEY
);

CREATE TABLE @.meta (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

-- The one row that changes. Whoever adds entries holds it until they are committed, so that the order in which entries
-- come into sight is the order of their positions.
CREATE TABLE @.head (
    one boolean PRIMARY KEY DEFAULT true,
    size bigint NOT NULL,
    recorded bigint,
    frontier bytea NOT NULL,
    erased bigint NOT NULL
) WITH (fillfactor = 50);

INSERT INTO @.head (size, recorded, frontier, erased) VALUES (0, NULL, '\x0000000000000000', 0);

CREATE TABLE @.entry (
    position bigint PRIMARY KEY,
    recorded bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C",
    commit_hash bytea NOT NULL,
    salt bytea,
    body bytea
);

CREATE UNIQUE INDEX entry_id ON @.entry (id) WHERE id IS NOT NULL;
CREATE INDEX entry_redaction ON @.entry (position) WHERE kind = 'redacted/1';
CREATE INDEX entry_erased ON @.entry (position) WHERE body IS NULL;

-- Under which keys entries are found: one row for all entries of a batch under the same key, the first by its position,
-- the others by how far behind the first they stand.
CREATE TABLE @.effect (
    key text COLLATE "C",
    position bigint,
    more integer[],
    PRIMARY KEY (key, position)
);

CREATE TABLE @.batch (
    position bigint PRIMARY KEY,
    recorded bigint NOT NULL UNIQUE,
    root bytea NOT NULL
);

-- Which entries were left out of this log, where it is a copy without their words: nothing is appended to it.
CREATE TABLE @.withheld (
    position bigint PRIMARY KEY
);
