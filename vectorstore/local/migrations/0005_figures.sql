-- Figures of one indicator lie on pages all over the table; the index holds all that tells which of
-- a report's figures is meant and whether it satisfies a condition.
DROP INDEX facts_indicator;
CREATE INDEX facts_figures ON facts (
    indicator, status, report, start, region, year, period, value, value_max, unit, qualifier
);
