"""Somebody says that something is wrong with a question."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person
from bot.db.queries import leagues, personal
from bot.db.tables import Report
from bot.service.profiles import Member

LONGEST = 1000


async def latest(session: AsyncSession, member: Member) -> int | None:
    """The post of the channel's latest question; None if it had none yet."""
    asked = await personal.latest_asked(session, member.channel.id)
    return asked[0] if asked else None


async def report(
    session: AsyncSession, member: Member, person: Person, post_id: int, text: str, now: datetime
) -> bool:
    """Keep what somebody says of a question that the channel was asked; False if it was not."""
    question_id = await personal.question_of_post(session, post_id, member.channel.id)
    if question_id is None:
        return False
    account = await leagues.account(session, person, member.channel.workspace_id)
    await personal.add_report(
        session,
        Report(
            league_id=member.league.id,
            account_id=account.id,
            question_id=question_id,
            text=text,
            at=now,
        ),
    )
    return True
