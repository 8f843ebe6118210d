-- Purpose: make room for the next block.
TRUNCATE import_row, import_event, import_cluster, import_citation, import_place
