"""A member's accounts and data: link, forget, export, report."""

from datetime import datetime

from bot.chat.commands import Call
from bot.chat.content import Content
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted
from bot.chat.places import Person, Place
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm
from bot.messages import help as help_messages
from bot.messages import personal as messages
from bot.service import linking, privacy, profiles, reports
from bot.service.linking import Redeemed

_SAID = {
    Redeemed.LINKED: messages.linked,
    Redeemed.UNKNOWN: messages.unknown_code,
    Redeemed.EXPIRED: messages.expired_code,
    Redeemed.OWN: messages.own_code,
    Redeemed.ALREADY: messages.already_linked,
}


async def link(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz link [code]`: a code for the other account, or the two made one."""
    async with desk.means.database.write() as session:
        if code := call.arguments.get("code"):
            content = _SAID[await linking.redeem(session, event.person, code, event.at)]()
        else:
            content = messages.code(await linking.offer(session, event.person, event.at))
    await event.reply.say(content)


async def ask_forget(_: Desk, event: CommandGiven, __: Call) -> None:
    """`/quiz forget me`: nothing happens before they are sure."""
    await event.reply.say(messages.forget())


async def forget(desk: Desk, event: ButtonPressed) -> None:
    """They are sure."""
    async with desk.means.database.write() as session:
        forgotten = await privacy.forget(session, event.person, event.at)
    for workspace_id, person in forgotten:
        desk.intake.forget(workspace_id, person)
    await event.reply.replace(messages.forgotten() if forgotten else messages.unknown_person())


async def keep(_: Desk, event: ButtonPressed) -> None:
    await event.reply.replace(messages.kept())


async def export(desk: Desk, event: CommandGiven, _: Call) -> None:
    """`/quiz export me`."""
    await event.reply.say(await _page(desk, event.person, 0))


async def turn(desk: Desk, event: ButtonPressed) -> None:
    """`export:<block>`: another page of the same."""
    first = (*event.action.ids, "")[0]
    is_number = first.isascii() and first.isdigit() and len(first) < 6
    await event.reply.replace(await _page(desk, event.person, int(first) if is_number else 0))


async def _page(desk: Desk, person: Person, first: int) -> Content:
    async with desk.means.database.read() as session:
        lines = await privacy.export(session, person)
    return messages.export(lines, first) if lines else messages.unknown_person()


async def report(desk: Desk, event: CommandGiven, call: Call) -> None:
    """`/quiz report [text]`: about the channel's latest question."""
    async with desk.means.database.read() as session:
        member = await profiles.find(session, event.person, event.place)
        post_id = await reports.latest(session, member) if member else None
    if member is None:
        await event.reply.say(help_messages.no_league(event.person.may_manage))
    elif post_id is None:
        await event.reply.say(messages.nothing_to_report())
    elif text := call.arguments.get("text", "").strip():
        await event.reply.say(
            await _keep_report(desk, event.person, event.place, (post_id, text), event.at)
        )
    else:
        await event.reply.say(messages.report(post_id, reports.LONGEST))


async def reported(desk: Desk, event: FormSubmitted) -> None:
    """`report-form:<post>`."""
    post_id = (*event.action.ids, "")[0]
    if not (post_id.isascii() and post_id.isdigit() and len(post_id) < 19):
        await event.reply.say(help_messages.worn_out())
        return
    said = int(post_id), event.values.get("text", "").strip()
    await event.reply.say(await _keep_report(desk, event.person, event.place, said, event.at))


async def _keep_report(
    desk: Desk, person: Person, place: Place, said: tuple[int, str], at: datetime
) -> Content:
    post_id, text = said
    if not text:
        return messages.report_empty()
    if len(text) > reports.LONGEST:
        return messages.report_too_long(reports.LONGEST)
    async with desk.means.database.write() as session:
        member = await profiles.find(session, person, place)
        if member is None or not await reports.report(session, member, person, post_id, text, at):
            return messages.nothing_to_report()
    return messages.reported()


COMMANDS: dict[str, OnCommand] = {
    "link": link,
    "forget": ask_forget,
    "export": export,
    "report": report,
}
BUTTONS: dict[str, OnButton] = {
    messages.FORGET: forget,
    messages.KEEP: keep,
    messages.EXPORT: turn,
}
FORMS: dict[str, OnForm] = {messages.REPORT: reported}
