"""Private answers with pictures: with them once Slack is done, else with their words."""

from bot.chat.content import Content, Picture, Text
from tests.adapters.slack.hearing import Stand, answering
from tests.emulators.slack.emulator import Seen
from tests.nine_forms import PNG

DRAWN = Content("look", Text("look"), Picture(PNG, "a dot"))


async def answer(stand: Stand) -> Seen:
    """What Ada sees after a command that is answered by a picture."""
    answering(stand, DRAWN)
    await stand.town.ada.command(stand.town.room, "/quiz practice")
    await stand.chat.line._replies.aclose()  # what took long arrives after the acknowledgement
    [seen] = stand.town.ada.sees(stand.town.room)
    return seen


def has_picture(seen: Seen) -> bool:
    return any(block["type"] == "image" for block in seen.blocks)


async def test_a_private_answer_has_its_picture(stand: Stand) -> None:
    assert has_picture(await answer(stand))


async def test_a_picture_that_slack_is_not_done_with_is_waited_for(stand: Stand) -> None:
    stand.town.slack.slow_files = 2
    assert has_picture(await answer(stand))


async def test_a_picture_that_does_not_go_up_is_told_in_words(stand: Stand) -> None:
    stand.town.slack.fail("files.getUploadURLExternal", before=500)
    seen = await answer(stand)
    assert not has_picture(seen)
    assert "a dot" in seen.text


async def test_a_picture_that_slack_never_takes_is_told_in_words(stand: Stand) -> None:
    stand.town.slack.slow_files = 100
    seen = await answer(stand)
    assert not has_picture(seen)
    assert "a dot" in seen.text


async def test_the_page_has_pictures_too(stand: Stand) -> None:
    answering(stand, DRAWN, replace=True)
    await stand.town.ada.open_home()
    assert stand.town.ada.home
    assert [block["type"] for block in stand.town.ada.home["blocks"]][-1] == "image"
