-- Purpose: give back what rights.sql takes from everybody, for as long as data go to a new version.
DO $$
DECLARE
    writing regprocedure;
BEGIN
    FOR writing IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
          AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', writing);
    END LOOP;
END $$;
