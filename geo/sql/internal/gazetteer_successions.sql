-- Purpose: which unit passed into which, as the gazetteer keeps it.
-- Columns: predecessor_id, successor_id, effective_on, whole, decision.
SELECT predecessor_id, successor_id, effective_on, whole, decision
FROM planning.unit_succession
