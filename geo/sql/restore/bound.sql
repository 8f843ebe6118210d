-- Purpose: put triggers and foreign keys back as they were before bare.sql, each row checked.
SET CONSTRAINTS ALL IMMEDIATE;
DO $$
DECLARE
    link record;
    filled regclass;
BEGIN
    FOR filled IN
        SELECT oid FROM pg_class WHERE relnamespace = 'atlas'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', filled);
    END LOOP;
    FOR link IN SELECT holder, name, definition FROM loosened LOOP
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I %s', link.holder, link.name, link.definition
        );
    END LOOP;
END $$;
