-- Which reports speak of an indicator without a figure is asked of all of them at once.
CREATE TABLE mentions (
    indicator TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (indicator, report)
) WITHOUT ROWID;
CREATE INDEX mentions_report ON mentions (report);
CREATE INDEX indicators_canonical ON indicators (canonical);
