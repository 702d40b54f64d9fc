"""Every message that the bot says, on whatever subject, and the dialogs that open from it."""

from itertools import chain

import pytest

from bot.chat.content import Buttons, Content, Form
from tests import every_admin_message as admin
from tests import every_message as every
from tests import every_suggestion_message as suggestions

EVERY = tuple(
    chain(
        every.of_rounds(),
        every.of_practice(),
        every.of_boards(),
        every.of_teams(),
        every.of_people(),
        every.of_home(),
        every.of_privacy(),
        every.of_rulings(),
        suggestions.of_members(),
        suggestions.of_admins(),
        admin.of_leagues(),
        admin.of_running(),
        admin.of_forms(),
        admin.of_the_bot(),
    )
)
each_message = pytest.mark.parametrize("message", EVERY, ids=[message.name for message in EVERY])


def dialogs(content: Content) -> list[Form]:
    """The forms on its buttons, in their order."""
    rows = [block.buttons for block in content.blocks if isinstance(block, Buttons)]
    does = [button.does for row in rows for button in row]
    return [one for one in does if isinstance(one, Form)]
