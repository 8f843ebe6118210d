"""less work for each row that is added."""

from alembic import op

revision = "0009"
down_revision = "0008"

# Nothing is kept of a cluster that is newer than all of which anything is: the rows of a list are
# looked through once, and mostly left at that.
FORGETTING = """
    CREATE OR REPLACE FUNCTION atlas.forget_clusters() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DECLARE
        old bigint[];
    BEGIN
        IF EXISTS (SELECT FROM touched) THEN
            SELECT array_agg(DISTINCT t.cluster_id) INTO old FROM touched AS t
            WHERE t.cluster_id <= (
                SELECT greatest((SELECT max(cluster_id) FROM atlas.cluster_snapshot),
                                (SELECT max(cluster_id) FROM atlas.cluster_digest))
            );
            DELETE FROM atlas.cluster_snapshot WHERE cluster_id = ANY (old);
            DELETE FROM atlas.cluster_digest WHERE cluster_id = ANY (old);
            DELETE FROM atlas.total_snapshot;
        END IF;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.execute(FORGETTING)
    op.drop_index("ix_event_kind", table_name="event", schema="atlas")
