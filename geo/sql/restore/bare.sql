-- Purpose: let rows come into the tables of the record in any order, and just as they are.
-- Triggers would write the history of each row anew and forget what is kept of clusters.
CREATE TEMPORARY TABLE loosened ON COMMIT DROP AS
SELECT conrelid::regclass AS holder, conname AS name, pg_get_constraintdef(oid) AS definition
FROM pg_constraint
WHERE connamespace = 'atlas'::regnamespace AND contype = 'f';
DO $$
DECLARE
    link record;
    filled regclass;
BEGIN
    FOR link IN SELECT holder, name FROM loosened LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', link.holder, link.name);
    END LOOP;
    FOR filled IN
        SELECT oid FROM pg_class WHERE relnamespace = 'atlas'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', filled);
    END LOOP;
END $$;
