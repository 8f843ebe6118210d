-- Purpose: remember what the list states, for telling what it no longer does.
INSERT INTO import_stated SELECT key FROM import_event
