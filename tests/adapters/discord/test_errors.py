"""Discord's refusals are told in the port's words, by one table."""

import pytest

from adapters.discord.errors import (
    Archived,
    BadToken,
    Limited,
    NoSuchPlace,
    NotAllowed,
    Refused,
    reaching,
    translated,
)
from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (404, 10003, NoSuchPlace),
        (404, 10008, MessageGone),
        (403, 50001, NotAllowed),
        (403, 50013, NotAllowed),
        (403, 50007, PlaceGone),
        (400, 50083, Archived),
        (400, 160005, PlaceGone),
        (400, 160006, PlaceGone),
        (403, 50005, MessageGone),
        (403, 90001, MessageGone),
        (429, 30046, Limited),
        (429, 20028, Limited),
        (401, 0, BadToken),
        (401, 50027, Refused),
        (403, 0, ChatDown),
        (404, 0, ChatDown),
        (400, 50035, Refused),
        (400, 160004, Refused),
        (400, 30010, Refused),
    ],
)
def test_codes_are_translated_by_one_table(status: int, code: int, error: type[ChatError]) -> None:
    assert type(translated(status, code, "words")) is error


def test_an_id_that_is_none_is_no_place() -> None:
    words = 'Invalid Form Body\nIn channel_id: Value "x" is not snowflake.'
    assert isinstance(translated(400, 50035, words), PlaceGone)


def test_a_refusal_says_where_it_lies() -> None:
    words = "Invalid Form Body\nIn embeds.0.title: Must be 256 or fewer in length."
    assert str(translated(400, 50035, words)) == f"Discord says 50035: {words}"


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("retry_after"), ConnectionResetError()]
)
async def test_an_answer_that_is_not_discords_means_that_nobody_knows(error: Exception) -> None:
    async def fail() -> None:
        raise error

    with pytest.raises(ChatDown) as down:
        await reaching(fail())
    assert down.value.__suppress_context__
