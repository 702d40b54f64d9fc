"""Commands, buttons, dialogs and menus: what people do with what we show. Pure.

Everything is read from the interaction itself, so that what was posted before a restart works on.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

from discord import Interaction, InteractionType

from adapters.discord.events import person, place
from adapters.discord.words import plain
from bot.chat.commands import COMMANDS, SHORTCUTS
from bot.chat.content import CHOICES_LIMIT, Action, Choice, Form
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, OptionTyped, ShortcutUsed
from bot.chat.places import MessageRef, Person, Place
from bot.chat.reply import Reply

DOES, OPENS, SENDS = "do:", "open:", "form:"
"""How custom ids of ours begin: with an action, or with the key of a form."""
MESSAGE_MENU = 3
_EPHEMERAL = 64
_SHORTCUTS = {shortcut.label: shortcut.name for shortcut in SHORTCUTS}
_OPTIONS = {command.name: command.options for command in COMMANDS}

LONGEST = 100
"""Characters of a suggestion."""

Json = Mapping[str, Any]
Offer = Callable[[Sequence[Choice]], Awaitable[None]]


def data(interaction: Interaction[Any]) -> Json:
    """What Discord tells of the command, the button or the dialog."""
    return interaction.data if isinstance(interaction.data, dict) else {}


def who(interaction: Interaction[Any]) -> Person:
    """Whose deed it is, with their rights there."""
    return person(interaction.user, interaction.guild_id, interaction.permissions)


def where(interaction: Interaction[Any]) -> Place | None:
    """The channel, thread or conversation; None for one of a kind that we don't know."""
    channel = interaction.channel
    if channel is None:
        return None
    return place(interaction.guild_id, channel.id, getattr(channel, "parent_id", None))


def is_private(interaction: Interaction[Any]) -> bool:
    """Did it come from a message that only this person sees?"""
    message = interaction.message
    if message is None:
        return False
    return interaction.guild_id is None or bool(message.flags.value & _EPHEMERAL)


def pressed(interaction: Interaction[Any], at_place: Place, reply: Reply) -> ButtonPressed | None:
    """A button with an action; what it says is the handler's to doubt."""
    custom_id, message = str(data(interaction).get("custom_id") or ""), interaction.message
    if message is None or not custom_id.startswith(DOES):
        return None
    ref = MessageRef(at_place, str(message.id))
    action = Action.parse(custom_id.removeprefix(DOES))
    return ButtonPressed(interaction.created_at, who(interaction), ref, action, reply)


def worn_out(interaction: Interaction[Any], at_place: Place, reply: Reply) -> ButtonPressed:
    """It belongs to a form that is not kept any more: an action that nobody takes says so."""
    message = MessageRef(at_place, str((interaction.message or interaction).id))
    action = Action(OPENS.rstrip(":"))
    return ButtonPressed(interaction.created_at, who(interaction), message, action, reply)


def form_key(interaction: Interaction[Any]) -> str | None:
    """The key of the form that a button opens or that was sent."""
    custom_id = str(data(interaction).get("custom_id") or "")
    prefix = SENDS if interaction.type is InteractionType.modal_submit else OPENS
    return custom_id.removeprefix(prefix) if custom_id.startswith(prefix) else None


def submitted(
    interaction: Interaction[Any],
    at_place: Place,
    form: Form,
    values: Mapping[str, str],
    reply: Reply,
) -> FormSubmitted:
    """A dialog was sent."""
    return FormSubmitted(
        interaction.created_at, who(interaction), at_place, form.action, values, reply
    )


def commanded(
    interaction: Interaction[Any], at_place: Place, reply: Reply
) -> CommandGiven | ShortcutUsed | None:
    """A slash command, or an entry of a message's menu."""
    told = data(interaction)
    if told.get("type") == MESSAGE_MENU:
        return _chosen(interaction, at_place, reply)
    words = _words(told)
    return CommandGiven(interaction.created_at, who(interaction), at_place, words, reply)


def _chosen(interaction: Interaction[Any], at_place: Place, reply: Reply) -> ShortcutUsed | None:
    told = data(interaction)
    shortcut, message = _SHORTCUTS.get(str(told.get("name"))), told.get("target_id")
    if shortcut is None or not message:
        return None
    ref = MessageRef(at_place, str(message))
    return ShortcutUsed(interaction.created_at, who(interaction), ref, shortcut, reply)


def _words(told: Json) -> tuple[str, ...]:
    """The subcommand, then its options, each a word of its own, in the order in which we list them.

    Discord sends them in the order of typing.
    """
    sub = _subcommand(told)
    name = str(sub.get("name") or "")
    given = {str(option.get("name")): option.get("value") for option in _options(sub)}
    known = [option.name for option in _OPTIONS.get(name, ()) if option.name in given]
    words = tuple(str(given[option]) for option in known)
    return (name, *words) if name else ()


def typing(interaction: Interaction[Any], at_place: Place, offer: Offer) -> OptionTyped | None:
    """Somebody is typing an option that we complete."""
    sub = _subcommand(data(interaction))
    focused = next((option for option in _options(sub) if option.get("focused")), None)
    if focused is None:
        return None
    return OptionTyped(
        interaction.created_at,
        who(interaction),
        at_place,
        str(sub.get("name") or ""),
        str(focused.get("name") or ""),
        str(focused.get("value") or ""),
        offer,
    )


def suggestions(choices: Sequence[Choice]) -> list[dict[str, str]]:
    """What Discord shows under an option: so many, so long."""
    offered = choices[:CHOICES_LIMIT]
    return [{"name": plain(one.label, LONGEST), "value": one.value[:LONGEST]} for one in offered]


def _subcommand(told: Json) -> Json:
    return next(iter(_options(told)), {})


def _options(told: Json) -> Iterator[Json]:
    options = told.get("options")
    return (option for option in options or () if isinstance(option, dict))
