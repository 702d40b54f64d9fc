"""The page of one person: the leagues they play in, with what is open, and what is due."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import MessageRef, Person
from bot.db.queries import members, plans, posts
from bot.db.queries import practice as cards
from bot.db.queries.rounds import play_of
from bot.db.tables import Account, Post, Round
from bot.messages.home import Home, LeagueView, OpenQuestion
from bot.messages.rounds import has_buttons
from bot.quiz.question import Question
from bot.quiz.standings import Ranked, around
from bot.service import profiles, standings
from bot.service.profiles import Member
from bot.service.whereabouts import member_of, plays

MOST = 3
"""Leagues on one page."""
_QUESTIONS = 2
_SHOWN = 3
_LONGEST_ID = 18


async def look(session: AsyncSession, person: Person, now: datetime) -> Home:
    """What somebody's page shows; leagues of the person's own workspace come first."""
    account = await members.account(session, person)
    if account is None:
        return Home((), hidden=0, due=0)
    found = sorted(await plays(session, account), key=lambda one: _order(one, account))
    shown = found[:MOST]
    return Home(
        [await _view(session, account, member, now) for member in shown],
        hidden=len(found) - len(shown),
        due=await _due(session, account.linked_to or account.id, now),
    )


async def question_at(session: AsyncSession, person: Person, post_id: str) -> MessageRef | None:
    """The message of a question, if this person plays in its league, in its very channel.

    Who might answer in another channel too could wait there for what this one reveals.
    """
    account = await members.account(session, person)
    is_number = post_id.isascii() and post_id.isdigit() and len(post_id) <= _LONGEST_ID
    if account is None or not is_number:
        return None
    errand = await posts.errand(session, int(post_id))
    if errand is None or errand.post.message_id is None:
        return None
    if errand.workspace.id != account.workspace_id:
        return None
    member = await member_of(session, account, errand.league.id)
    return errand.message if member and member.channel.id == errand.channel.id else None


def _order(member: Member, account: Account) -> tuple[bool, bool, int]:
    """In their own workspace first, and where we can post."""
    channel = member.channel
    return (
        channel.workspace_id != account.workspace_id,
        channel.lost_at is not None,
        member.league.id,
    )


async def _view(
    session: AsyncSession, account: Account, member: Member, now: datetime
) -> LeagueView:
    open_ = await members.open_rounds(session, member.channel.id, now)
    at_home = member.channel.workspace_id == account.workspace_id
    return LeagueView(
        name=member.league.name,
        questions=[
            await _question(session, member, post, round_, at_home=at_home)
            for post, round_ in reversed(open_[-_QUESTIONS:])
        ],
        next_at=await plans.next_due(session, member.channel.id),
        paused=member.league.paused_at is not None,
        lost=member.channel.lost_at is not None,
        streaks=await profiles.streaks(session, member),
        week=await _week(session, member, now),
    )


async def _question(
    session: AsyncSession, member: Member, post: Post, round_: Round, *, at_home: bool
) -> OpenQuestion:
    assert round_.snapshot is not None, "a posted round has its question"
    face = Question.from_json(round_.snapshot).face
    return OpenQuestion(
        face=face,
        post_id=post.id,
        bonus=round_.slot > 0,
        answer=await profiles.open_answer(session, member, post, round_),
        # What is given in another workspace would be given by a stranger there.
        answerable=at_home and has_buttons(face, play_of(round_).doors),
    )


async def _week(session: AsyncSession, member: Member, now: datetime) -> Sequence[Ranked]:
    board = await standings.board(session, member, "week", "players", now)
    top = around(board.page, member.player.id if member.player else None, _SHOWN)
    return [*top, *([board.own] if board.own else [])]


async def _due(session: AsyncSession, person_id: int, now: datetime) -> int:
    """How many questions practice would bring again; none that is open somewhere."""
    due = [id_ for id_, at in (await cards.due_dates(session, person_id)).items() if at <= now]
    if not due:
        return 0
    asked = await cards.asked_in(session, await cards.leagues_near(session, person_id))
    return sum(not asked.get(id_, False) for id_ in due)
