"""The database: journal, state rows, reaction cursors, subscriber register."""
