-- Builds of the index, several side by side, in the schema `kb`; any PostgreSQL from 15 on with pgvector.
--
-- A unit is a row that never changes: builds that have it in common share it. A build names its units in
-- reading order and has posting lists of its own, so that a publisher writes beside the build that serves
-- without being seen, and the switch is one row.

CREATE SCHEMA IF NOT EXISTS kb;

CREATE SEQUENCE kb.item AS integer;   -- numbers of units; none comes twice

CREATE TABLE kb.unit (
    item integer PRIMARY KEY,
    digest bytea NOT NULL,            -- sha256 of payload and embedding
    id text NOT NULL,
    tags text[] NOT NULL,             -- facet=value
    payload json NOT NULL,            -- the unit, with the fields of the API, as it was written
    embedding vector({dimensions}) NOT NULL
);
-- The text lies apart, so that a scan of all vectors reads little else.
ALTER TABLE kb.unit ALTER COLUMN payload SET STORAGE EXTERNAL, ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX unit_id ON kb.unit (id);
CREATE INDEX unit_tags ON kb.unit USING gin (tags);

-- The posting lists of a build's words, as its files have them: a row for each term.
CREATE TABLE kb.posting (
    build integer NOT NULL,
    term bigint NOT NULL,             -- 64 bits of the term's hash
    units bytea NOT NULL,             -- int32, little end first: the place in the build of each unit, rising
    scores bytea NOT NULL,            -- float32, likewise: BM25 of each unit for this term
    PRIMARY KEY (build, term)
);
ALTER TABLE kb.posting ALTER COLUMN units SET STORAGE EXTERNAL, ALTER COLUMN scores SET STORAGE EXTERNAL;

CREATE TABLE kb.build (
    build integer PRIMARY KEY,
    name text NOT NULL UNIQUE,
    items integer[] NOT NULL,         -- the item of each unit in reading order
    lists text NOT NULL,              -- a checksum of all its posting lists
    sample json NOT NULL,             -- queries and what the index that was published answered
    published timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE kb.serving (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    build integer NOT NULL REFERENCES kb.build
);

-- Every other file of a build (analyzer, query encoder, tags, token vectors): content-addressed, in parts.
CREATE TABLE kb.file (
    build integer NOT NULL REFERENCES kb.build ON DELETE CASCADE,
    path text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (build, path)
);

CREATE TABLE kb.part (
    sha256 text NOT NULL,
    part integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (sha256, part)
);
ALTER TABLE kb.part ALTER COLUMN data SET STORAGE EXTERNAL;
