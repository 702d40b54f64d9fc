"""What an admin does with a league: set it up, change it, stop it and start it again."""

from bot.chat.commands import Call
from bot.chat.content import Content, Form
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted
from bot.chat.places import Place
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm
from bot.messages import help as general
from bot.messages import leagues as messages
from bot.messages import settings_forms as forms
from bot.quiz.league import Play, Rulings
from bot.service import leagues, running
from bot.service import settings_form as parse
from bot.service.leagues import (
    AlreadyHere,
    CannotPost,
    HasHistory,
    Joining,
    NameTaken,
    SameLeague,
    UnknownCode,
)
from bot.service.running import (
    AskedNow,
    Asking,
    BeingPosted,
    EnoughToday,
    IsLost,
    IsPaused,
    Skipped,
    Skipping,
)
from bot.service.settings_form import Faults, NewSchedule


async def setup(desk: Desk, event: CommandGiven, _: Call) -> None:
    async with desk.means.database.read() as session:
        found = await leagues.here(session, event.place)
    if found:
        await event.reply.say(messages.already_here())
        return
    trouble = await desk.means.chat(event.place).check(event.place.channel)
    zone = parse.known_zone(event.person.zone)
    await event.reply.say(messages.setup_card(trouble, zone))


async def set_up(desk: Desk, event: FormSubmitted) -> None:
    await event.reply.say(await _set_up(desk, event))


async def _set_up(desk: Desk, event: FormSubmitted) -> Content:
    if not event.person.may_manage:
        return general.admins_only("setup")
    wanted = parse.parse_setup(event.values)
    if isinstance(wanted, tuple):
        return forms.faults(wanted, forms.setup_form(event.values))
    now = await desk.means.clock.now()
    outcome = await leagues.set_up(desk.means, event.person, event.place, wanted, now)
    desk.ring()
    match outcome:
        case AlreadyHere():
            return messages.already_here()
        case CannotPost(trouble):
            return messages.cannot_post(trouble, forms.setup_form(event.values))
        case _:
            return messages.started(outcome)


async def settings(desk: Desk, event: CommandGiven, _: Call) -> None:
    await event.reply.say(await _settings(desk, event.place))


async def settings_pressed(desk: Desk, event: ButtonPressed) -> None:
    if not event.person.may_manage:
        await event.reply.say(general.admins_only("settings"))
        return
    await event.reply.say(await _settings(desk, event.message.place))


async def _settings(desk: Desk, place: Place) -> Content:
    async with desk.means.database.read() as session:
        found = await leagues.here(session, place)
        if found is None:
            return general.no_league(may_manage=True)
        return messages.settings_card(await leagues.present(session, found), _topics(desk))


def _topics(desk: Desk) -> tuple[str, ...]:
    """The topics of the bank that a daily question can have."""
    return tuple(sorted({entry.topic for entry in desk.means.bank.entries() if entry.daily}))


async def reschedule(desk: Desk, event: FormSubmitted) -> None:
    new = parse.parse_schedule(event.values)
    again = forms.schedule_form(event.values)
    await event.reply.say(await _change(desk, event, new, again))


async def replay(desk: Desk, event: FormSubmitted) -> None:
    topics = _topics(desk)
    new = parse.parse_play(event.values, topics)
    again = forms.play_form(event.values, topics)
    await event.reply.say(await _change(desk, event, new, again))


async def change_judges(desk: Desk, event: FormSubmitted) -> None:
    new = parse.parse_rulings(event.values)
    again = forms.rulings_form(event.values)
    await event.reply.say(await _change(desk, event, new, again))


async def _change(
    desk: Desk, event: FormSubmitted, new: NewSchedule | Play | Rulings | Faults, again: Form
) -> Content:
    if not event.person.may_manage:
        return general.admins_only("settings")
    if isinstance(new, tuple):
        return forms.faults(new, again)
    now = await desk.means.clock.now()
    outcome = await leagues.change(desk.means, event.place, new, now)
    desk.ring()
    match outcome:
        case None:
            return general.no_league(may_manage=True)
        case CannotPost(trouble, elsewhere):
            return messages.cannot_post(trouble, again, elsewhere=elsewhere)
        case _:
            return messages.changed(outcome)


async def rename_team(desk: Desk, event: FormSubmitted) -> None:
    await event.reply.say(await _rename_team(desk, event))


async def _rename_team(desk: Desk, event: FormSubmitted) -> Content:
    if not event.person.may_manage:
        return general.admins_only("settings")
    name, again = parse.parse_team(event.values), forms.team_form(event.values)
    if isinstance(name, tuple):
        return forms.faults(name, again)
    outcome = await leagues.rename_team(desk.means, event.place, name)
    match outcome:
        case None:
            return general.no_league(may_manage=True)
        case NameTaken():
            return forms.faults((parse.name_taken(name),), again)
        case _:
            return messages.team_renamed(outcome.name)


async def join(desk: Desk, event: CommandGiven, call: Call) -> None:
    code = call.arguments.get("code")
    if code is None:
        await event.reply.say(messages.code_wanted())
        return
    now = await desk.means.clock.now()
    outcome = await leagues.join(desk.means, event.person, event.place, code, now)
    desk.ring()
    await event.reply.say(_joining(outcome))


def _joining(outcome: Joining) -> Content:
    match outcome:
        case UnknownCode(code):
            return messages.unknown_code(code)
        case SameLeague():
            return messages.same_league()
        case HasHistory(code):
            return messages.has_history(code)
        case CannotPost(trouble):
            return messages.cannot_post(trouble)
        case _:
            return messages.joined(outcome)


async def pause(desk: Desk, event: CommandGiven, _: Call) -> None:
    outcome = await running.pause(desk.means, event.place, await desk.means.clock.now())
    desk.ring()
    if outcome is None:
        await event.reply.say(general.no_league(may_manage=True))
    else:
        await event.reply.say(messages.paused(outcome.already))


async def resume(desk: Desk, event: CommandGiven, _: Call) -> None:
    outcome = await running.resume(desk.means, event.place, await desk.means.clock.now())
    desk.ring()
    match outcome:
        case None:
            said = general.no_league(may_manage=True)
        case CannotPost(trouble):
            said = messages.cannot_post(trouble)
        case _:
            said = messages.resumed(outcome.already, outcome.next_at, outcome.zone)
    await event.reply.say(said)


async def skip(desk: Desk, event: CommandGiven, _: Call) -> None:
    outcome = await running.skip(desk.means, event.place, await desk.means.clock.now())
    desk.ring()
    await event.reply.say(_skipping(outcome))


def _skipping(outcome: Skipping | None) -> Content:
    match outcome:
        case None:
            return general.no_league(may_manage=True)
        case Skipped(day, next_at, zone):
            return messages.skipped(day, next_at, zone)
        case BeingPosted():
            return messages.being_posted()
        case IsPaused():
            return messages.is_paused()
        case _:
            return messages.nothing_planned()


async def now(desk: Desk, event: CommandGiven, _: Call) -> None:
    outcome = await running.ask_now(desk.means, event.place, await desk.means.clock.now())
    desk.ring()
    await event.reply.say(_asking(outcome))


def _asking(outcome: Asking | None) -> Content:
    match outcome:
        case None:
            return general.no_league(may_manage=True)
        case AskedNow(bonus, channels, closes_at):
            return messages.asked_now(bonus, channels, closes_at)
        case BeingPosted():
            return messages.being_posted()
        case IsPaused():
            return messages.is_paused()
        case IsLost():
            return messages.is_lost()
        case EnoughToday():
            return messages.enough_today(running.BONUS_A_DAY)


COMMANDS: dict[str, OnCommand] = {
    "setup": setup,
    "settings": settings,
    "pause": pause,
    "resume": resume,
    "skip": skip,
    "now": now,
    "join": join,
}
BUTTONS: dict[str, OnButton] = {messages.SETTINGS: settings_pressed}
FORMS: dict[str, OnForm] = {
    forms.SETUP: set_up,
    forms.SCHEDULE: reschedule,
    forms.PLAY: replay,
    forms.JUDGES: change_judges,
    forms.TEAM: rename_team,
}
