-- What tells whether figures may be compared stands in the index that their comparison reads: the
-- rows of the table lie far apart (see 0008).
DROP INDEX facts_figures;
CREATE INDEX facts_figures ON facts (
    indicator, status, report, start, region, year, period, value, value_max, unit, qualifier,
    measure, direction, base, aggregation, period_start, period_end, scope, dimension, common_value
);
