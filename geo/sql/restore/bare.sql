-- Purpose: let rows come into the tables of the record in any order, and just as they are.
-- Triggers would write the history of each row anew and forget what is kept of clusters.
CREATE TEMPORARY TABLE loosened ON COMMIT DROP AS
SELECT conrelid::regclass AS holder, conname AS name, pg_get_constraintdef(oid) AS definition
FROM pg_constraint
WHERE connamespace = 'atlas'::regnamespace AND contype = 'f';
CREATE TEMPORARY TABLE silenced ON COMMIT DROP AS
SELECT t.tgrelid::regclass AS holder, t.tgname AS name,
       CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE '' END AS whenever
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'atlas'::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D';
DO $$
DECLARE
    link record;
    watch record;
BEGIN
    FOR link IN SELECT holder, name FROM loosened LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', link.holder, link.name);
    END LOOP;
    FOR watch IN SELECT holder, name FROM silenced LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', watch.holder, watch.name);
    END LOOP;
END $$;
