"""Two accounts of one person: proved by a one-time code, merged into one player a league."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person
from bot.db.queries import leagues, members, people, personal
from bot.db.tables import Account, Player
from bot.service.absences import merged
from bot.service.settling import judge, rebuild

VALID = timedelta(minutes=10)
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HALF = 4


class Redeemed(StrEnum):
    LINKED = "linked"
    UNKNOWN = "unknown"
    """No such code, or it was used."""
    EXPIRED = "expired"
    OWN = "own"
    """The code is the account's own; it stays valid."""
    ALREADY = "already"
    """The two were one person before."""


async def offer(session: AsyncSession, person: Person, now: datetime) -> str:
    """A code that links this person's account, once and for ten minutes: "ABCD-EFGH"."""
    account = await _account(session, person, now)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(2 * _HALF))
    await personal.new_code(session, account.id, code, now + VALID)
    return f"{code[:_HALF]}-{code[_HALF:]}"


async def redeem(session: AsyncSession, person: Person, text: str, now: datetime) -> Redeemed:
    """Make the person and whoever got the code one person; the code's account speaks for both."""
    row = await personal.locked_code(session, text.replace("-", "").strip().upper()[:16])
    if row is None:
        return Redeemed.UNKNOWN
    account = await _account(session, person, now)
    if row.account_id == account.id:
        return Redeemed.OWN
    await personal.drop_code(session, row.code)
    if row.expires_at <= now:
        return Redeemed.EXPIRED
    return await _link(session, row.account_id, account.id)


async def _account(session: AsyncSession, person: Person, now: datetime) -> Account:
    workspace = await leagues.join_workspace(session, person.workspace, now)
    return await leagues.account(session, person, workspace.id)


async def _link(session: AsyncSession, giver_id: int, taker_id: int) -> Redeemed:
    await personal.lock_accounts(session, (giver_id, taker_id))
    person_id = await people.person_of(session, giver_id)
    other_id = await people.person_of(session, taker_id)
    if person_id == other_id:
        return Redeemed.ALREADY
    own = [account.id for account in await members.accounts_of(session, person_id)]
    others = [account.id for account in await members.accounts_of(session, other_id)]
    for league_id in await personal.leagues_of(session, [*own, *others]):
        await leagues.locked(session, league_id)
    await personal.speak_for(session, person_id, other_id)
    await personal.hand_over_cards(session, person_id, other_id)
    for player in await members.players_of(session, other_id):
        await _merge(session, player, person_id, own, others)
    return Redeemed.LINKED


async def _merge(
    session: AsyncSession, other: Player, person_id: int, own: list[int], others: list[int]
) -> None:
    """Make a player the person's; one with the person's own player where there is one."""
    player = await people.player(session, other.league_id, person_id)
    if player is None:
        other.person_id = person_id
        await session.flush()
        return
    # Where only one of them took part, that one's answer simply stays.
    both = await personal.settled_rounds_of(
        session, player.league_id, own, player.id
    ) & await personal.settled_rounds_of(session, player.league_id, others, other.id)
    await personal.hand_over_answers(session, player.id, other.id, but=both)
    await _merge_past(session, player, other)
    await personal.drop_player(session, other)
    league = await leagues.league(session, player.league_id)
    for round_id in sorted(both):
        await judge(session, await personal.round_row(session, round_id))
    await rebuild(session, league)


async def _merge_past(session: AsyncSession, player: Player, other: Player) -> None:
    """The player keeps their teams; before they joined, the other's history is theirs."""
    player.joined_number = min(player.joined_number, other.joined_number)
    player.hidden = player.hidden or other.hidden
    await members.add_earlier_moves(session, player.id, other.id)
    aways = [*await members.aways(session, player.id), *await members.aways(session, other.id)]
    await members.replace_aways(session, other.id, ())
    spans = merged((away.first_day, away.last_day) for away in aways)
    await members.replace_aways(session, player.id, spans)
