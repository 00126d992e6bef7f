"""The tables of the file in which places are searched."""

from typing import Final

FILE_NAME: Final = "places.sqlite"

VERSION: Final = 1
"""Files of another version are refused: the city has to be imported again."""

NO_DISTRICT: Final = 65_535
"""Stands in the `district` column for a place whose address names none."""

TABLES: Final = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, shown INTEGER NOT NULL, name TEXT NOT NULL,
    region TEXT NOT NULL, address TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL,
    importance REAL NOT NULL, said TEXT NOT NULL, sound TEXT NOT NULL
);
CREATE TABLE house (
    place INTEGER NOT NULL, unit TEXT NOT NULL, numbers BLOB NOT NULL, points BLOB NOT NULL
);
CREATE TABLE feature (key TEXT PRIMARY KEY, places BLOB NOT NULL);
CREATE TABLE spelling (
    text TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (text, place)
) WITHOUT ROWID;
CREATE TABLE cells (name TEXT PRIMARY KEY, packed BLOB NOT NULL);
"""
"""`place.said` and `place.sound` hold the name and the aliases, one a line; `feature.places` the
numbers of the places that have it (u4, rising); `cells` one array over all places: `weight` (f4,
how much their features weigh) and `district` (u2). A place that is not shown only carries houses.
"""

INDEXES: Final = """
CREATE INDEX house_place ON house (place);
"""
