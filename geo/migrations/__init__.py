"""Alembic migrations of schema `atlas`, run by `geo build`."""
