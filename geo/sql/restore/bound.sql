-- Purpose: put triggers and foreign keys back as they were before bare.sql, each row checked.
SET CONSTRAINTS ALL IMMEDIATE;
DO $$
DECLARE
    link record;
    watch record;
BEGIN
    FOR watch IN SELECT holder, name, whenever FROM silenced LOOP
        EXECUTE format(
            'ALTER TABLE %s ENABLE %s TRIGGER %I', watch.holder, watch.whenever, watch.name
        );
    END LOOP;
    FOR link IN SELECT holder, name, definition FROM loosened LOOP
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I %s', link.holder, link.name, link.definition
        );
    END LOOP;
END $$;
