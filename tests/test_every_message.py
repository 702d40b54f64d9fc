"""The messages that each adapter is shown are all that there are."""

import importlib
import pkgutil

import bot.messages
from tests import every_message as every
from tests.all_messages import EVERY


def test_no_message_is_left_out() -> None:
    names = [module.name for module in pkgutil.iter_modules(bot.messages.__path__)]
    modules = [importlib.import_module(f"bot.messages.{name}") for name in names]
    speakers = set[every.Speaker]().union(*map(every.speakers, modules))
    assert {message.by for message in EVERY} == speakers


def test_no_two_messages_share_a_name() -> None:
    assert len({message.name for message in EVERY}) == len(EVERY)
