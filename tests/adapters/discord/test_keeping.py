"""Forms survive restarts behind their keys, and are forgotten in the end."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.discord.keeping import KEY_LENGTH, KeptForms, decoded, encoded, key_of
from adapters.discord.tables import METADATA
from bot.chat.content import Action, Choice, Choices, Entry, Form
from bot.chat.port import ChatDown
from bot.db.engine import Database

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORM = Form(
    Action("fill", ("1", "x")),
    "A form",
    (
        Entry("answer", "Answer", "“0.5”", "a number", lines=3, limit=40, required=False),
        Choices("topics", "Topics", (Choice("a", "A"), Choice("b", "B")), ("b",), many=True),
    ),
    submit="Go",
)


class Time:
    """Moves when told to."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def engine(database: Database) -> AsyncEngine:
    return database.engine


async def test_the_migrated_tables_are_those_of_the_code(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name[:8] == "discord_"}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))

    async with database.read() as session:
        assert await (await session.connection()).run_sync(differences) == []


words = st.text(max_size=20)
fields = st.builds(Entry, words, words, words, words, st.integers(1, 9)) | st.builds(
    Choices,
    words,
    words,
    st.lists(st.builds(Choice, words, words), max_size=3).map(tuple),
    st.lists(words, max_size=2).map(tuple),
    st.booleans(),
)
forms = st.builds(
    Form, st.just(Action("do", ("1",))), words, st.lists(fields, max_size=3).map(tuple), words
)


@given(forms)
def test_a_form_is_written_and_read(form: Form) -> None:
    assert decoded(encoded(form)) == form


@given(forms, forms)
def test_equal_forms_have_one_key_and_others_another(one: Form, other: Form) -> None:
    assert (key_of(encoded(one)) == key_of(encoded(other))) == (one == other)


async def test_a_form_is_kept_across_restarts(engine: AsyncEngine) -> None:
    key = await KeptForms(engine, Time()).keep(FORM)
    assert len(key) == KEY_LENGTH
    reborn = KeptForms(engine, Time())
    assert await reborn.form(key) == FORM
    assert await reborn.keep(FORM) == key
    assert await reborn.form("another") is None


async def test_a_form_that_is_used_again_stays_and_others_are_forgotten(
    engine: AsyncEngine,
) -> None:
    time = Time()
    kept = KeptForms(engine, time)
    old = await kept.keep(FORM)
    used = await kept.keep(other := Form(Action("other"), "Another", ()))
    time.now += timedelta(days=60)
    await kept.keep(other)
    time.now += timedelta(days=60)
    await kept.keep(Form(Action("third"), "A third", ()))
    reborn = KeptForms(engine, time)
    assert await reborn.form(old) is None
    assert await reborn.form(used) == other


async def test_two_processes_keep_the_same_form(engine: AsyncEngine) -> None:
    one, other = KeptForms(engine, Time()), KeptForms(engine, Time())
    assert await one.keep(FORM) == await other.keep(FORM)


async def test_a_database_that_is_away_is_tried_again() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    kept = KeptForms(engine, Time())
    with pytest.raises(ChatDown):
        await kept.keep(FORM)
    with pytest.raises(ChatDown):
        await kept.form(key_of(encoded(FORM)))
    await engine.dispose()
