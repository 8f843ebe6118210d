-- Purpose: what readers and editors may do, and that nobody else may by default.
-- Parameters: database, reader, editor (names, put in as identifiers).
-- Readers: the views and functions of schema planning, not the row history. Editors: these, the row
-- history, and the rows of every table of schema atlas; not its tables, functions and triggers.
GRANT CONNECT ON DATABASE {database} TO {reader}, {editor};
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
GRANT TEMPORARY ON DATABASE {database} TO {editor};
DO $$
BEGIN
    IF to_regnamespace('public') IS NOT NULL THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
END $$;
GRANT USAGE ON SCHEMA planning TO {reader}, {editor};
GRANT SELECT ON ALL TABLES IN SCHEMA planning TO {reader}, {editor};
REVOKE ALL ON planning.row_history FROM {reader};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA planning TO {reader}, {editor};
GRANT USAGE ON SCHEMA atlas TO {editor};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA atlas TO {editor};
REVOKE INSERT, UPDATE, DELETE ON atlas.row_history, atlas.alembic_version FROM {editor};
-- What writes to the server without any right to a table; only a superuser can close it.
DO $$
DECLARE
    writing regprocedure;
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RETURN;
    END IF;
    FOR writing IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
          AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', writing);
    END LOOP;
END $$;
