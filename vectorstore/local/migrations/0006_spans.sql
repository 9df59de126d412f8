-- The passage around a position is found without reading the words of its neighbours.
DROP INDEX passages_report;
CREATE UNIQUE INDEX passages_report ON passages (report, ordinal, start, end);
