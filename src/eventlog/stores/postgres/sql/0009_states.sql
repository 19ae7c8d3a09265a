-- States of stored projections. They follow from the entries, and nothing guards them but that they go when bodies do.

CREATE TABLE @.projection (
    name text COLLATE "C",
    build text COLLATE "C",
    position bigint NOT NULL,
    state bytea NOT NULL,
    ready boolean NOT NULL,
    problem text NOT NULL,
    PRIMARY KEY (name, build)
);
