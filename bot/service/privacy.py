"""What is kept of a person: handed out, or forgotten."""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person
from bot.db.queries import leagues, members, people, personal, rulings, suggestions
from bot.db.tables import Account, Player
from bot.quiz.cadence import local_day
from bot.service import absences
from bot.service.precedents import release

# Signs that could end a code block or call somebody; JSON can write them another way.
_ESCAPED = {sign: f"\\u{ord(sign):04x}" for sign in "`<>&@"}


async def forget(session: AsyncSession, person: Person, now: datetime) -> list[tuple[int, str]]:
    """Delete what is personal; results stay, as nobody's.

    Gives (workspace's id, id on the platform) of each account that was forgotten; empty if there
    was none. Outside any workspace, that is everything on the platform.
    """
    persons = await members.persons(session, person)
    # All before any, in one order, for others lock several too.
    await _lock(session, [one for known in persons for one in await _ids(session, known)])
    return [gone for known in persons for gone in await forget_person(session, known, now)]


async def _ids(session: AsyncSession, person_id: int) -> list[int]:
    return [one.id for one in await members.accounts_of(session, person_id)]


async def _lock(session: AsyncSession, account_ids: list[int]) -> None:
    """Lock every league in which these accounts have a part."""
    for league_id in await personal.leagues_of(session, account_ids):
        await leagues.locked(session, league_id)


async def forget_person(
    session: AsyncSession, person_id: int, now: datetime
) -> list[tuple[int, str]]:
    """The same, of the person for whom this account speaks."""
    accounts = await members.accounts_of(session, person_id)
    ids = [one.id for one in accounts]
    await _lock(session, ids)
    players = await members.players_of(session, person_id)
    cases = await rulings.erase(session, ids, [player.id for player in players])
    await personal.erase(session, ids, [player.id for player in players])
    await release(session, cases)
    for player in players:
        await _retire(session, player, now)
    return [await anonymise(session, one) for one in accounts]


async def _retire(session: AsyncSession, player: Player, now: datetime) -> None:
    """Past days off stay, as streaks hang on them; from now on no team counts on the player."""
    player.hidden = True
    channel = await members.channel(session, player.channel_id)
    await absences.leave_for_good(session, player, local_day(now, ZoneInfo(channel.zone)))


async def anonymise(session: AsyncSession, account: Account) -> tuple[int, str]:
    """Put nobody's id and name in place of an account's; gives whose it was."""
    who = account.workspace_id, account.external_id
    account.external_id = members.FORGOTTEN + secrets.token_hex(8)
    account.name = people.NOBODY
    await session.flush()
    return who


async def export(session: AsyncSession, person: Person) -> list[str]:
    """All that is kept of a person, a line of JSON for each thing; newest first of each kind.

    Outside any workspace, that is everything on the platform.
    """
    persons = await members.persons(session, person)
    return [_line(record) for known in persons for record in await _records(session, known)]


async def _records(session: AsyncSession, person_id: int) -> list[dict[str, object]]:
    accounts = await members.accounts_of(session, person_id)
    records = [_account(one) for one in accounts]
    for player in await members.players_of(session, person_id):
        records += [one async for one in _player(session, player)]
    ids = [one.id for one in accounts]
    players = [player.id for player in await members.players_of(session, person_id)]
    records += [one async for one in _personal(session, person_id, ids)]
    return [*records, *[one async for one in _ruled(session, ids, players)]]


def _line(record: dict[str, object]) -> str:
    line = json.dumps(record, ensure_ascii=False)
    return "".join(_ESCAPED.get(sign, sign) for sign in line)


def _account(account: Account) -> dict[str, object]:
    return {"kind": "account", "id": account.external_id, "name": account.name}


async def _player(session: AsyncSession, player: Player) -> AsyncIterator[dict[str, object]]:
    league = await leagues.league(session, player.league_id)
    teams = await people.teams(session, player.league_id)
    yield {
        "kind": "player",
        "league": league.name,
        "since_question": player.joined_number,
        "hidden": player.hidden,
        "ability": round(player.ability, 3),
        "rated": player.rated,
    }
    for move in reversed(await members.moves(session, player.id)):
        yield {
            "kind": "team",
            "since_question": move.since_number,
            "team": teams[move.team_id].name,
        }
    for away in reversed(await members.aways(session, player.id)):
        yield {"kind": "away", "from": str(away.first_day), "until": str(away.last_day)}
    for answer, round_ in await personal.answers(session, player.id):
        yield {
            "kind": "answer",
            "day": str(round_.day),
            "number": round_.number,
            "question": round_.question_id,
            "answer": answer.text,
            "verdict": answer.verdict,
            "points": answer.points / 10,
        }


async def _personal(
    session: AsyncSession, person_id: int, ids: list[int]
) -> AsyncIterator[dict[str, object]]:
    for deed in await personal.given(session, ids):
        yield {
            "kind": "deed",
            "at": deed.at.isoformat(),
            "round": deed.round_id,
            "by": deed.source,
            "text": deed.text,
        }
    for card in await personal.cards(session, person_id):
        yield {"kind": "card", "question": card.question_id, "due": card.due_at.isoformat()}
    for session_ in await personal.practices(session, ids):
        yield {"kind": "practice", "topic": session_.topic, "at": session_.asked_at.isoformat()}
    for proposed in await suggestions.own(session, ids):
        yield {
            "kind": "suggestion",
            "at": proposed.at.isoformat(),
            "state": proposed.state,
            "note": proposed.note,
            "draft": proposed.draft,
        }
    for report in await personal.reports(session, ids):
        yield {
            "kind": "report",
            "at": report.at.isoformat(),
            "question": report.question_id,
            "text": report.text,
        }


async def _ruled(
    session: AsyncSession, ids: list[int], players: list[int]
) -> AsyncIterator[dict[str, object]]:
    """What they said on others' answers, and what became of their own."""
    votes, appeals, regrades, cases = await rulings.records(session, ids, players)
    for vote in votes:
        yield {
            "kind": "vote",
            "at": vote.at.isoformat(),
            "case": vote.ruling_id,
            "word": vote.word,
        }
    for appeal in appeals:
        yield {"kind": "appeal", "at": appeal.at.isoformat(), "case": appeal.ruling_id}
    for case in cases:
        yield {
            "kind": "case",
            "case": case.id,
            "question": case.question_id,
            "answer": case.text,
            "word": case.word,
        }
    for regrade in regrades:
        yield {
            "kind": "regrade",
            "at": regrade.at.isoformat(),
            "case": regrade.ruling_id,
            "from": regrade.old_verdict,
            "to": regrade.new_verdict,
            "by": regrade.by,
        }
