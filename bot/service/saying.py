"""Saying a thing once, however often one has to try."""

from bot.chat.content import Content
from bot.chat.places import MessageRef, Place
from bot.chat.port import Chat


async def say_once(
    chat: Chat, place: Place, content: Content, key: str, attempts: int
) -> MessageRef:
    """Post under `key`; if an earlier attempt may have taken effect, look first.

    Raises what `Chat.post` raises.
    """
    if attempts > 1 and (standing := await chat.find(place, key)):
        return standing
    return await chat.post(place, content, key)
