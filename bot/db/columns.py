"""What all tables share: how instants, ids and words are kept, and how keys are named."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Enum,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Step(StrEnum):
    """What a post needs next, at its `wake_at`."""

    POST = "post"
    SEED = "seed"
    REMIND = "remind"
    CLOSE = "close"
    REVEAL = "reveal"
    TELL = "tell"
    """Tell the admin, once, that it was skipped."""


class CaseStep(StrEnum):
    """What a ruling's case needs next, at its `wake_at`."""

    ASK = "ask"
    """Put the question to the people."""
    SEED = "seed"
    """Put reactions on it."""
    READ = "read"
    """Read back the reactions that were put on it."""
    TELL = "tell"
    """Tell the thread what was ruled."""
    MEND = "mend"
    """Put it into the messages that stand: the case itself, and the answers that were shown."""


class SubjectKind(StrEnum):
    PLAYER = "player"
    TEAM = "team"


def _words(kind: type[StrEnum]) -> Enum:
    """Store the words themselves, so that a new one needs no migration."""
    return Enum(kind, native_enum=False, length=16, values_callable=lambda k: [m.value for m in k])


Id = BigInteger().with_variant(Integer, "sqlite")


class Table(DeclarativeBase):
    """All tables; names of keys are fixed so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        date: Date(),
        str: Text(),
        dict[str, Any]: JSON(),
        Step: _words(Step),
        CaseStep: _words(CaseStep),
        SubjectKind: _words(SubjectKind),
    }
