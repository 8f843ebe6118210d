"""snapshots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

FORGETTING = (
    """
    CREATE FUNCTION atlas.forget_clusters() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        IF EXISTS (SELECT FROM touched) THEN
            DELETE FROM atlas.cluster_snapshot WHERE cluster_id IN (SELECT cluster_id FROM touched);
            DELETE FROM atlas.cluster_digest WHERE cluster_id IN (SELECT cluster_id FROM touched);
            DELETE FROM atlas.total_snapshot;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION atlas.forget_mergers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        DELETE FROM atlas.cluster_snapshot
        WHERE cluster_id IN (
            SELECT e.cluster_id FROM atlas.event AS e JOIN touched USING (event_id)
        );
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION atlas.forget_merged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        IF EXISTS (SELECT FROM touched) THEN
            DELETE FROM atlas.cluster_snapshot
            WHERE cluster_id IN (
                SELECT e.cluster_id
                FROM atlas.event AS e
                JOIN atlas.event_cluster AS ec USING (event_id)
                JOIN touched AS t ON t.cluster_id = ec.cluster_id
            );
            DELETE FROM atlas.total_snapshot;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION atlas.forget_units() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        DELETE FROM atlas.cluster_digest
        WHERE cluster_id IN (
            SELECT m.cluster_id FROM atlas.cluster_site_unit AS m JOIN touched USING (unit_id)
        );
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION atlas.forget_cited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        DELETE FROM atlas.cluster_digest
        WHERE cluster_id IN (
            SELECT e.cluster_id FROM atlas.event AS e JOIN touched USING (citation_id)
        );
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION atlas.forget_stated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        DELETE FROM atlas.cluster_digest
        WHERE cluster_id IN (
            SELECT e.cluster_id
            FROM atlas.event AS e
            JOIN atlas.citation AS c USING (citation_id)
            JOIN touched AS t ON t.source_id = c.source_id
        );
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION atlas.forget_all() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        DELETE FROM atlas.cluster_snapshot;
        DELETE FROM atlas.cluster_digest;
        DELETE FROM atlas.total_snapshot;
        RETURN NULL;
    END $$
    """,
)

# A writer that looks at the record as it was when its work began does not see what was kept since,
# and could not forget it.
REFUSING = """
    CREATE FUNCTION atlas.refuse_old_looks() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
        IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
            RAISE 'the record is changed in READ COMMITTED only, not in %',
                upper(current_setting('transaction_isolation'))
                USING ERRCODE = 'feature_not_supported';
        END IF;
        RETURN NULL;
    END $$
"""

# What a snapshot is made of: table, who forgets, and the changes that make it forget.
WATCHED = (
    ("event", "forget_clusters", ("INSERT", "UPDATE", "DELETE")),
    ("milestone", "forget_clusters", ("INSERT", "UPDATE", "DELETE")),
    ("cluster_site", "forget_clusters", ("INSERT", "UPDATE", "DELETE")),
    ("cluster_site_unit", "forget_clusters", ("INSERT", "UPDATE", "DELETE")),
    ("event_cluster", "forget_mergers", ("INSERT", "UPDATE", "DELETE")),
    ("cluster", "forget_merged", ("UPDATE",)),
    ("administrative_unit", "forget_units", ("UPDATE",)),
    ("unit_name", "forget_units", ("INSERT", "UPDATE", "DELETE")),
    ("citation", "forget_cited", ("UPDATE",)),
    ("source", "forget_stated", ("UPDATE",)),
)


def upgrade() -> None:
    """Apply the change; there is no way back but a backup."""
    op.create_table(
        "cluster_snapshot",
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("ahead", sa.Boolean(), nullable=False),
        sa.Column("known", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("legal", sa.Text(), nullable=True),
        sa.Column("build", sa.Text(), nullable=False),
        sa.Column("wastewater", sa.Text(), nullable=True),
        sa.Column("area_ha", sa.Numeric(), nullable=True),
        sa.Column("area_qualifier", sa.Text(), nullable=True),
        sa.Column("planned_area_ha", sa.Numeric(), nullable=True),
        sa.Column("industrial_ha", sa.Numeric(), nullable=True),
        sa.Column("leased_ha", sa.Numeric(), nullable=True),
        sa.Column("fill_pct", sa.Numeric(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("area_by", sa.BigInteger(), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("change_certainty", sa.Text(), nullable=True),
        sa.Column("status_from", sa.Text(), nullable=True),
        sa.Column("area_from_ha", sa.Numeric(), nullable=True),
        sa.Column("stood", sa.Boolean(), nullable=True),
        sa.Column("stands", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["atlas.cluster.cluster_id"],
            name=op.f("fk_cluster_snapshot_cluster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cluster_id", "ahead", name=op.f("pk_cluster_snapshot")),
        schema="atlas",
    )
    op.create_table(
        "cluster_digest",
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("province_before", sa.Text(), nullable=True),
        sa.Column("district_before", sa.Text(), nullable=True),
        sa.Column("commune_before", sa.Text(), nullable=True),
        sa.Column("province_now", sa.Text(), nullable=True),
        sa.Column("commune_now", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["atlas.cluster.cluster_id"],
            name=op.f("fk_cluster_digest_cluster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cluster_id", name=op.f("pk_cluster_digest")),
        schema="atlas",
    )
    op.create_table(
        "conflict_snapshot",
        sa.Column(
            "conflict_snapshot_id", sa.BigInteger(), sa.Identity(always=True), nullable=False
        ),
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("preferred_key", sa.Text(), nullable=False),
        sa.Column("preferred_value", sa.Text(), nullable=True),
        sa.Column("preferred_qualifier", sa.Text(), nullable=True),
        sa.Column("preferred_modality", sa.Text(), nullable=False),
        sa.Column("preferred_period", sa.Text(), nullable=True),
        sa.Column("preferred_title", sa.Text(), nullable=False),
        sa.Column("preferred_publisher", sa.Text(), nullable=True),
        sa.Column("preferred_published", sa.Text(), nullable=True),
        sa.Column("preferred_url", sa.Text(), nullable=True),
        sa.Column("preferred_place", sa.Text(), nullable=False),
        sa.Column("other_key", sa.Text(), nullable=False),
        sa.Column("other_value", sa.Text(), nullable=True),
        sa.Column("other_qualifier", sa.Text(), nullable=True),
        sa.Column("other_modality", sa.Text(), nullable=False),
        sa.Column("other_period", sa.Text(), nullable=True),
        sa.Column("other_title", sa.Text(), nullable=False),
        sa.Column("other_publisher", sa.Text(), nullable=True),
        sa.Column("other_published", sa.Text(), nullable=True),
        sa.Column("other_url", sa.Text(), nullable=True),
        sa.Column("other_place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"],
            ["atlas.cluster_digest.cluster_id"],
            name=op.f("fk_conflict_snapshot_cluster_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conflict_snapshot_id", name=op.f("pk_conflict_snapshot")),
        schema="atlas",
    )
    op.create_index(
        op.f("ix_conflict_snapshot_cluster_id"), "conflict_snapshot", ["cluster_id"], schema="atlas"
    )
    op.create_index(
        "ix_event_operating",
        "event",
        ["cluster_id"],
        schema="atlas",
        postgresql_include=["effective_on"],
        postgresql_where=sa.text("kind = 'operating' AND modality = 'done'"),
    )
    op.create_index(
        "ix_event_capital",
        "event",
        ["cluster_id"],
        schema="atlas",
        postgresql_where=sa.text(
            "capital_vnd_billion IS NOT NULL OR capital_usd_million IS NOT NULL"
        ),
    )
    op.create_table(
        "total_snapshot",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("clusters", sa.BigInteger(), nullable=False),
        sa.Column("area_ha", sa.Numeric(), nullable=True),
        sa.Column("without_area", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["atlas.administrative_unit.unit_id"],
            name=op.f("fk_total_snapshot_unit_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "on_date", "known_on", "unit_id", "scope", name=op.f("pk_total_snapshot")
        ),
        schema="atlas",
    )
    for statement in (*FORGETTING, REFUSING):
        op.execute(statement)
    for table, forgetter, changes in WATCHED:
        op.execute(
            f"CREATE TRIGGER refuse_old_looks BEFORE {' OR '.join((*changes, 'TRUNCATE'))}"
            f" ON atlas.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION atlas.refuse_old_looks()"
        )
        for change in changes:
            # An update touches the clusters of the rows as they were and as they are.
            for side in {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(change, ("OLD", "NEW")):
                op.execute(
                    f"CREATE TRIGGER forget_{change.lower()}_{side.lower()} AFTER {change}"
                    f" ON atlas.{table} REFERENCING {side} TABLE AS touched"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION atlas.{forgetter}()"
                )
        op.execute(
            f"CREATE TRIGGER forget_truncated AFTER TRUNCATE ON atlas.{table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION atlas.forget_all()"
        )
