-- What was written, so that what a disk makes of it is noticed. Reports that were stored before this
-- have no row until they are checked and found sound.
CREATE TABLE sums (
    report INTEGER PRIMARY KEY REFERENCES reports (number) ON DELETE CASCADE,
    text BLOB NOT NULL,
    parts BLOB NOT NULL,
    vectors BLOB NOT NULL
);

-- Another model's vectors, until there is one for every passage: then they take the place of all.
CREATE TABLE staged_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (number) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
