"""What people do in a channel, heard through discord.py."""

from bot.chat.events import (
    PlaceLost,
    ReactionChanged,
    Reconnected,
    ReplyWritten,
    WorkspaceJoined,
    WorkspaceLeft,
)
from bot.chat.news import NEVER
from bot.chat.places import MessageRef, Place
from tests.adapters.discord.hearing import Stand, hearing


async def thread_of(stand: Stand) -> tuple[MessageRef, Place]:
    """A question and the place under it."""
    asked = await stand.ask()
    thread = await stand.thread(asked)
    return MessageRef(stand.place, str(asked.id)), Place(
        stand.workspace, str(thread.id), parent=str(stand.room.id)
    )


async def test_the_first_event_says_that_we_hear_again() -> None:
    async with hearing() as stand:
        [first, *_] = stand.ears.heard
        assert isinstance(first, Reconnected)
        assert (first.platform, first.since) == ("discord", NEVER)
        assert len(stand.ears.all(Reconnected)) == 1


async def test_a_reaction_comes_and_goes() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        await stand.ada.react(asked, "🇧")
        await stand.ada.unreact(asked, "🇧")
        added, removed = stand.ears.all(ReactionChanged)
        assert added.message == MessageRef(stand.place, str(asked.id))
        assert (added.emoji, added.standing, removed.standing) == ("🇧", True, False)
        assert (added.person.id, added.person.name) == (str(stand.ada.id), "Ada L.")
        assert added.at <= removed.at


async def test_our_own_reactions_and_other_bots_say_nothing() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        other = stand.guild.add_member(stand.env.create_user("other", bot=True))
        await asked.add_reaction("🇦")
        await other.react(asked, "🇦")
        assert stand.ears.all(ReactionChanged) == []


async def test_a_servers_own_emoji_says_nothing() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        emoji = stand.guild.create_emoji("b")
        await stand.ada.react(asked, f"b:{emoji.id}")
        assert stand.ears.all(ReactionChanged) == []


async def test_clearing_takes_back_what_everybody_reacted() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        await stand.ada.react(asked, "🇦")
        await stand.grace.react(asked, "🇧")
        await asked.clear_reactions()
        await stand.env.settle()
        gone = [event for event in stand.ears.all(ReactionChanged) if not event.standing]
        assert sorted(event.emoji for event in gone) == ["🇦", "🇧"]
        assert {event.person.id for event in gone} == {str(stand.ada.id), str(stand.grace.id)}


async def test_clearing_one_emoji_leaves_the_others() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        await stand.ada.react(asked, "🇦")
        await stand.grace.react(asked, "🇧")
        await asked.clear_reaction("🇧")
        await stand.env.settle()
        [gone] = [event for event in stand.ears.all(ReactionChanged) if not event.standing]
        assert (gone.emoji, gone.person.id) == ("🇧", str(stand.grace.id))


async def test_a_reply_that_pings_us_is_heard_without_the_ping() -> None:
    async with hearing() as stand:
        parent, place = await thread_of(stand)
        [thread] = stand.room.threads
        us = stand.env.bot.user
        assert us is not None
        await stand.grace.send(thread, f"{us.mention} B")
        reply = stand.ears.only(ReplyWritten)
        assert (reply.text, reply.parent) == ("B", parent)
        assert reply.message.place == place
        assert reply.person.name == "Grace Hopper"


async def test_without_the_intent_other_replies_are_not_heard() -> None:
    async with hearing() as stand:
        await thread_of(stand)
        [thread] = stand.room.threads
        await stand.grace.send(thread, "B")
        assert stand.ears.all(ReplyWritten) == []


async def test_with_the_intent_every_reply_is_heard_with_its_edit_and_deletion() -> None:
    async with hearing(message_content=True) as stand:
        await thread_of(stand)
        [thread] = stand.room.threads
        said = await stand.grace.send(thread, "B")
        await stand.env.advance_time(1)
        await stand.grace.edit(said, "C")
        await stand.env.advance_time(1)
        await stand.grace.delete(said)
        written, edited, deleted = stand.ears.all(ReplyWritten)
        assert [written.text, edited.text, deleted.text] == ["B", "C", None]
        assert written.message == edited.message == deleted.message
        assert written.at < edited.at < deleted.at
        assert written.person == deleted.person


async def test_what_is_said_in_the_channel_is_none_of_ours() -> None:
    async with hearing(message_content=True) as stand:
        said = await stand.grace.send(stand.room, "B")
        await stand.grace.delete(said)
        assert stand.ears.all(ReplyWritten) == []


async def test_our_own_words_in_a_thread_are_no_reply() -> None:
    async with hearing(message_content=True) as stand:
        await thread_of(stand)
        [thread] = stand.room.threads
        channel = stand.env.bot.get_channel(thread.id)
        assert channel is not None
        await channel.send("Two more answers.")  # type: ignore[union-attr]
        await stand.env.settle()
        assert stand.ears.all(ReplyWritten) == []


async def test_a_deleted_channel_is_lost() -> None:
    async with hearing() as stand:
        channel = stand.env.bot.get_channel(stand.room.id)
        assert channel is not None
        await channel.delete()  # type: ignore[union-attr]
        await stand.env.settle()
        assert stand.ears.only(PlaceLost).place == stand.place


async def test_a_deleted_thread_is_lost_and_its_channel_is_not() -> None:
    async with hearing() as stand:
        _, place = await thread_of(stand)
        thread = stand.env.bot.get_channel(int(place.id))
        assert thread is not None
        await thread.delete()  # type: ignore[union-attr]
        await stand.env.settle()
        assert stand.ears.only(PlaceLost).place == place


async def test_a_channel_that_is_hidden_from_us_is_lost() -> None:
    async with hearing() as stand:
        channel = stand.env.bot.get_channel(stand.room.id)
        me = stand.guild.me
        assert channel is not None
        assert me is not None
        await channel.set_permissions(me, view_channel=False)  # type: ignore[union-attr]
        await stand.env.settle()
        assert stand.ears.only(PlaceLost).place == stand.place


async def test_a_channel_where_we_may_not_write_for_a_while_is_not_lost() -> None:
    async with hearing() as stand:
        channel = stand.env.bot.get_channel(stand.room.id)
        me = stand.guild.me
        assert channel is not None
        assert me is not None
        await channel.set_permissions(me, send_messages=False)  # type: ignore[union-attr]
        await stand.env.settle()
        assert stand.ears.all(PlaceLost) == []


async def test_servers_come_and_go() -> None:
    async with hearing() as stand:
        assert {one.workspace for one in stand.ears.all(WorkspaceJoined)} == {stand.workspace}
        guild = stand.env.bot.get_guild(stand.guild.id)
        assert guild is not None
        await guild.leave()
        await stand.env.settle()
        assert stand.ears.only(WorkspaceLeft).workspace == stand.workspace


async def test_a_server_that_put_us_out_while_we_were_away_is_noticed() -> None:
    async with hearing(known=["123456789"]) as stand:
        assert stand.ears.only(WorkspaceLeft).workspace.id == "123456789"


async def test_an_unreadable_payload_costs_nobody_else_anything() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        stand.env._gateway_feed("MESSAGE_CREATE", {"guild_id": str(stand.guild.id)})
        await stand.ada.react(asked, "🇧")
        assert stand.ears.only(ReactionChanged).emoji == "🇧"
        assert stand.line.healthy()
