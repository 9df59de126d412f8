-- What searches find is named by number: without this each name is read from a page of its own,
-- beside a text and a vector.
CREATE UNIQUE INDEX passages_named ON passages (number, passage_id);

-- Lists of facts are found in columns held in memory (fact_columns.py), which know names by number:
-- numbers of names are never used twice. What served lists before is no longer written.
CREATE TABLE new_indicators (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    canonical TEXT NOT NULL,
    folded TEXT NOT NULL,
    UNIQUE (name, canonical)
);
INSERT INTO new_indicators SELECT number, name, canonical, folded FROM indicators;

CREATE TABLE new_facts (
    number INTEGER PRIMARY KEY,
    fact_id TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
    region TEXT NOT NULL,
    year INTEGER,
    period TEXT NOT NULL,
    indicator INTEGER NOT NULL REFERENCES new_indicators (number),
    value REAL NOT NULL,
    value_max REAL,
    unit TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    status TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    value_start INTEGER NOT NULL,
    value_end INTEGER NOT NULL,
    holder TEXT NOT NULL DEFAULT ''
);
INSERT INTO new_facts
SELECT number, fact_id, report, region, year, period, indicator, value, value_max, unit, qualifier,
    status, quote, start, end, value_start, value_end, holder
FROM facts;
DROP TABLE facts;
DROP TABLE indicators;
ALTER TABLE new_indicators RENAME TO indicators;
ALTER TABLE new_facts RENAME TO facts;

CREATE INDEX indicators_canonical ON indicators (canonical);
CREATE INDEX facts_report ON facts (report);
CREATE INDEX facts_figures ON facts (
    indicator, status, report, start, region, year, period, value, value_max, unit, qualifier
);
