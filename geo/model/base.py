"""What all tables share: schema, names of constraints, types, and the checks they use."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    MetaData,
    Numeric,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "atlas"


class Base(DeclarativeBase):
    """Tables of the record; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map: ClassVar = {
        int: BigInteger,
        str: Text,
        Decimal: Numeric,
        list[str]: ARRAY(Text),
        Range[date]: DATERANGE,
        datetime: DateTime(timezone=True),
    }


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Restrict a column to the words of a vocabulary."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def share(column: str) -> CheckConstraint:
    """Restrict a column to percentages."""
    return CheckConstraint(f"{column} BETWEEN 0 AND 100", name=column)


def positive(column: str) -> CheckConstraint:
    """Restrict a column to figures above zero."""
    return CheckConstraint(f"{column} > 0", name=column)


def surrogate_key() -> Mapped[int]:
    """A primary key that the database counts up."""
    return mapped_column(Identity(always=True), primary_key=True)


def point_column() -> Geometry:
    """A point, EPSG:4326; its index is declared with the table."""
    return Geometry("POINT", srid=4326, spatial_index=False)
