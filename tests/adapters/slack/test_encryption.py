"""Tokens at rest: nobody reads them without a key, and keys can be changed."""

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.encryption import Seal, SealedStore, TokenLocked
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options
from bot.chat.port import ChatDown
from bot.db.engine import Database
from tests.adapters.slack.installed import KEY, OLDER_KEY, installation

SECRETS = {
    "bot_token": "xoxb-" + "Aa1" * 60,
    "bot_refresh_token": "xoxe-1-" + "Bb2" * 60,
    "user_token": "xoxp-" + "Cc3" * 60,
    "user_refresh_token": "xoxe-1-" + "Dd4" * 60,
}
"""Longer than Slack's own, and longer than the columns that slack_sdk would make."""


def store(database: Database, *keys: str) -> SealedStore:
    return SealedStore("1.2", database.engine, Seal(keys))


def many(database: Database, *keys: str) -> ManyWorkspaces:
    return ManyWorkspaces(database.engine, Options(client_id="1.2", token_keys=keys))


async def found(kept: SealedStore) -> Installation:
    one = await kept.async_find_installation(enterprise_id=None, team_id="T1")
    assert one
    return one


async def test_every_token_comes_back_as_it_was_kept(database: Database) -> None:
    kept = store(database, KEY)
    await kept.async_save(installation("T1", **SECRETS))

    whole = await found(kept)
    assert {name: getattr(whole, name) for name in SECRETS} == SECRETS
    bot = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot
    assert (bot.bot_token, bot.bot_refresh_token) == (whole.bot_token, whole.bot_refresh_token)


async def test_a_bot_is_kept_encrypted_too(database: Database) -> None:
    await store(database, KEY).async_save_bot(installation("T1", **SECRETS).to_bot())
    bare = await store(database).async_find_bot(enterprise_id=None, team_id="T2")
    assert bare is None
    with pytest.raises(TokenLocked):
        await store(database).async_find_bot(enterprise_id=None, team_id="T1")


async def test_no_token_stands_in_the_file_in_clear(sqlite_url: str) -> None:
    async with Database.connect(sqlite_url) as database:
        await store(database, KEY).async_save(installation("T1", **SECRETS))
        names = [f"quizstreak.sqlite3{end}" for end in ("", "-wal")]
        folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
        written = await asyncio.to_thread(
            lambda: b"".join((folder / name).read_bytes() for name in names)
        )
    assert b"B1" in written
    for secret in SECRETS.values():
        assert secret[5:25].encode() not in written


async def test_a_token_that_no_key_opens_says_what_to_do(database: Database) -> None:
    await many(database, OLDER_KEY).keep(installation("T1"))
    with pytest.raises(TokenLocked, match=r"add the key .* or install the app there again") as told:
        await many(database, KEY).bot("T1")
    assert "gAAAA" not in str(told.value)
    assert isinstance(told.value, ChatDown)  # the key may come back: nobody's quiz ends for it


async def test_an_older_key_opens_and_the_first_one_closes(database: Database) -> None:
    await many(database, OLDER_KEY).keep(installation("T1"))
    both = many(database, KEY, OLDER_KEY)
    assert (await both.bot("T1")).token == "xoxb-T1-first"

    await both.keep(installation("T2"))
    assert (await many(database, KEY).bot("T2")).token == "xoxb-T2-first"


async def test_tokens_from_before_there_was_a_key_stay_readable(database: Database) -> None:
    await many(database).keep(installation("T1"))
    assert (await many(database, KEY).bot("T1")).token == "xoxb-T1-first"


async def test_resealing_makes_older_keys_needless(database: Database) -> None:
    await store(database).async_save(installation("T1"))
    await store(database, OLDER_KEY).async_save(installation("T2", **SECRETS))
    await store(database, KEY).async_save(installation("T3"))

    both = store(database, KEY, OLDER_KEY)
    assert await both.reseal() == 8  # T1: its bot token twice; T2: the bot's two twice, two more
    assert await both.reseal() == 0

    only = many(database, KEY)
    tokens = [(await only.bot(team)).token for team in ("T1", "T2", "T3")]
    assert tokens == ["xoxb-T1-first", SECRETS["bot_token"], "xoxb-T3-first"]
    with pytest.raises(TokenLocked):
        await many(database).bot("T1")


async def test_resealing_leaves_what_no_key_opens(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    lost = Fernet.generate_key().decode()
    await store(database, lost).async_save_bot(installation("T1").to_bot())
    await store(database).async_save_bot(installation("T2").to_bot())
    assert await store(database, KEY).reseal() == 1
    assert "add the key that it was stored under" in caplog.text
    assert (await many(database, lost).bot("T1")).token == "xoxb-T1-first"
    assert (await many(database, KEY).bot("T2")).token == "xoxb-T2-first"


async def test_deleting_goes_through(database: Database) -> None:
    kept = store(database, KEY)
    await kept.async_save(installation("T1"))
    await kept.async_delete_all(enterprise_id=None, team_id="T1")
    assert await kept.async_find_bot(enterprise_id=None, team_id="T1") is None
    assert await kept.async_find_installation(enterprise_id=None, team_id="T1") is None


def test_a_word_that_is_no_key_is_named_by_its_place() -> None:
    with pytest.raises(ValueError, match=r"Key 2 of QUIZSTREAK_TOKEN_KEYS is no key: write what"):
        Seal([Fernet.generate_key().decode(), "swordfish"])
