-- The same few names recur in many facts: each is kept, folded and searched once.
CREATE TABLE indicators (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    canonical TEXT NOT NULL,
    folded TEXT NOT NULL,
    UNIQUE (name, canonical)
);
INSERT INTO indicators (name, canonical, folded)
SELECT DISTINCT indicator, canonical, normalize(indicator || char(10) || canonical) FROM facts;

CREATE TABLE new_facts (
    number INTEGER PRIMARY KEY,
    fact_id TEXT NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
    region TEXT NOT NULL,
    year INTEGER,
    period TEXT NOT NULL,
    indicator INTEGER NOT NULL REFERENCES indicators (number),
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
INSERT INTO new_facts
SELECT f.number, fact_id, report, region, year, period, i.number, value, value_max, unit, qualifier,
    status, quote, start, end, value_start, value_end
FROM facts f JOIN indicators i ON i.name = f.indicator AND i.canonical = f.canonical;
DROP TABLE facts;
ALTER TABLE new_facts RENAME TO facts;

CREATE INDEX facts_report ON facts (report);
CREATE INDEX facts_listing ON facts (region, year, report, start);
CREATE INDEX facts_indicator ON facts (indicator, unit, value);
CREATE INDEX facts_value ON facts (unit, value);
