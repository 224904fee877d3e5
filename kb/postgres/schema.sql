-- Builds of the index, several side by side, in the schema `kb`; any PostgreSQL from 15 on with pgvector.
--
-- A unit is a row that never changes: what is published again with the same content is the same row. A
-- build b sees the rows with `item <= last(b)` (they are numbered in the order of their coming) that no
-- build up to b has left out: `until > b`. So a publisher writes beside the build that serves without being
-- seen, and the switch is one row.

CREATE SCHEMA IF NOT EXISTS kb;

CREATE TABLE IF NOT EXISTS kb.unit (
    item integer PRIMARY KEY,
    until integer NOT NULL DEFAULT 2147483647,
    digest bytea NOT NULL,            -- sha256 of all that the row and its postings are made from
    id text NOT NULL,
    tags text[] NOT NULL,             -- facet=value
    terms bigint[] NOT NULL,          -- hashes of its postings' terms
    words_length double precision NOT NULL,
    grams_length double precision NOT NULL,
    payload json NOT NULL             -- the unit, with the fields of the API, as it was written
);
ALTER TABLE kb.unit ALTER COLUMN terms SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS unit_id ON kb.unit (id);
CREATE INDEX IF NOT EXISTS unit_tags ON kb.unit USING gin (tags);

-- Apart from the units, so that a scan of all vectors reads nothing else.
CREATE TABLE IF NOT EXISTS kb.vector (
    item integer PRIMARY KEY,
    until integer NOT NULL DEFAULT 2147483647,
    embedding vector({dimensions}) NOT NULL
);
ALTER TABLE kb.vector ALTER COLUMN embedding SET STORAGE PLAIN;

-- The lists of both lexical legs (the leg is part of what is hashed): of each term the units of a segment
-- that have it. Lists are read whole and scored by who asks, so that a term costs a row and not one for each
-- of its units. A segment is written in one transaction and does not change; units that are gone stay in its
-- lists, seen by nobody, until it is written anew.
CREATE TABLE IF NOT EXISTS kb.posting (
    term bigint NOT NULL,
    segment integer NOT NULL,
    units bytea NOT NULL,             -- of each unit: int32 item, float32 frequency, little end first
    PRIMARY KEY (term, segment)
);
ALTER TABLE kb.posting ALTER COLUMN units SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS posting_segment ON kb.posting USING brin (segment) WITH (autosummarize = on);

-- Every unit with an item up to the highest `last` is in the lists.
CREATE TABLE IF NOT EXISTS kb.segment (
    segment integer PRIMARY KEY,
    first integer NOT NULL,
    last integer NOT NULL,
    units integer NOT NULL,
    postings bigint NOT NULL
);

-- In how many units of build b a term occurs: the newest row with `build <= b`.
CREATE TABLE IF NOT EXISTS kb.frequency (
    term bigint NOT NULL,
    build integer NOT NULL,
    units integer NOT NULL,
    PRIMARY KEY (term, build) INCLUDE (units)
);

CREATE TABLE IF NOT EXISTS kb.build (
    build integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    last integer NOT NULL,
    size integer NOT NULL,
    items bytea NOT NULL,              -- int32, little end first: the item of each unit in reading order
    words_lengths bytea NOT NULL,      -- float64, little end first, in the same order
    grams_lengths bytea NOT NULL,
    sample json NOT NULL,             -- queries and what the index that was published answered
    published timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS kb.serving (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    build integer NOT NULL REFERENCES kb.build
);

-- The small files of a build (analyzer, query encoder, tags, facts): content-addressed, in parts.
CREATE TABLE IF NOT EXISTS kb.file (
    build integer NOT NULL REFERENCES kb.build ON DELETE CASCADE,
    path text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (build, path)
);

CREATE TABLE IF NOT EXISTS kb.part (
    sha256 text NOT NULL,
    part integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (sha256, part)
);
ALTER TABLE kb.part ALTER COLUMN data SET STORAGE EXTERNAL;
