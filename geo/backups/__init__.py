"""Backups of the record: one file each, which says what it holds and proves that it is whole.

A backup is a ZIP archive of two members, stored as they are: `record.dump`, what `pg_dump` writes
of the schemas `atlas` and `planning` in its custom format, and `manifest.json` (`geo.backups.
manifest`). It holds no password and no account. Restoring one takes the rows from it and nothing
else: tables, functions and views are made by the program itself, so that no code of whoever made
the file is run.
"""
