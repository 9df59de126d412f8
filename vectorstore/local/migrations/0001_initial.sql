-- The truth: reports with all that belongs to them, and what was removed.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

-- One row for every committed change. The tag is random: an index that was built from a generation
-- with another tag was built from another history (an older copy put back), and is not caught up.
CREATE TABLE generations (
    generation INTEGER PRIMARY KEY,
    tag INTEGER NOT NULL
);

CREATE TABLE originals (
    content_hash TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    filename TEXT NOT NULL,
    data BLOB NOT NULL
);

CREATE TABLE reports (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL UNIQUE REFERENCES originals (content_hash),
    recipe TEXT NOT NULL,
    generation INTEGER NOT NULL,
    title TEXT NOT NULL,
    region TEXT NOT NULL,
    region_code TEXT NOT NULL,
    province TEXT NOT NULL,
    prefecture TEXT NOT NULL,
    level TEXT NOT NULL,
    department TEXT NOT NULL,
    issuer TEXT NOT NULL,
    report_year INTEGER,
    published TEXT NOT NULL,
    doc_type TEXT NOT NULL,
    warnings TEXT NOT NULL,
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    facts INTEGER NOT NULL
);
CREATE INDEX reports_listing ON reports (region, report_year, report_id);
CREATE INDEX reports_province ON reports (province, prefecture, region);
CREATE INDEX reports_prefecture ON reports (prefecture);
CREATE INDEX reports_year ON reports (report_year);
CREATE INDEX reports_generation ON reports (generation);

-- Apart from the columns that lists and filters read, which stay on few pages.
CREATE TABLE contents (
    report INTEGER PRIMARY KEY REFERENCES reports (number) ON DELETE CASCADE,
    text TEXT NOT NULL,
    outline TEXT NOT NULL,
    provenance TEXT NOT NULL,
    source_map TEXT NOT NULL
);

CREATE TABLE sources (
    source TEXT PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
    given TEXT NOT NULL,
    fetched_at TEXT NOT NULL
);
CREATE INDEX sources_report ON sources (report);

-- Numbers are never used twice: derived indexes know passages by them.
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    passage_id TEXT NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    heading_path TEXT NOT NULL,
    text TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE UNIQUE INDEX passages_report ON passages (report, ordinal);

CREATE TABLE facts (
    number INTEGER PRIMARY KEY,
    fact_id TEXT NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
    region TEXT NOT NULL,
    year INTEGER,
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    canonical TEXT NOT NULL,
    value REAL NOT NULL,
    value_max REAL,
    unit TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    status TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    value_start INTEGER NOT NULL,
    value_end INTEGER NOT NULL
);
CREATE INDEX facts_report ON facts (report);
CREATE INDEX facts_listing ON facts (region, year, report, start);
CREATE INDEX facts_value ON facts (unit, value);

-- Passages that are gone, so that derived indexes can drop them when they catch up.
CREATE TABLE tombstones (
    number INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);
CREATE INDEX tombstones_generation ON tombstones (generation);
