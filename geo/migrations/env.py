"""Alembic's door: runs the migrations on the connection that the program hands over."""

from alembic import context

from geo.model import SCHEMA, Base


def only_ours(name: str | None, type_: str, parent_names: object) -> bool:
    """Leave every other schema of the database alone."""
    return type_ != "schema" or name == SCHEMA


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_schemas=True,
    include_name=only_ours,
    version_table_schema=SCHEMA,
)
with context.begin_transaction():
    context.run_migrations()
