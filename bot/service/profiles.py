"""Who somebody is in the league of a channel, and what they may read about themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person, Place
from bot.db.queries import leagues, members, people
from bot.db.queries.rounds import play_of
from bot.db.tables import Account, Channel, League, Player, Post, Round, SubjectKind
from bot.grading.result import Verdict
from bot.messages.people import OpenAnswer, Profile, StreakDay, Streaks, TeamStreak, Window
from bot.quiz import ledger as rules
from bot.quiz.answers import Ambiguous, Answer, of_record
from bot.quiz.cadence import local_day
from bot.quiz.league import Policy
from bot.quiz.question import Question
from bot.quiz.standings import window_name
from bot.quiz.streaks import NO_STREAK, Day, Outcome, Streak, replay
from bot.service.facts import Roll

_JUDGED = (Verdict.CORRECT, Verdict.PARTLY, Verdict.INCORRECT)
_WINDOWS = ("week", "month", "all")
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a channel where a league runs; `player` is None until they first play."""

    channel: Channel
    league: League
    account: Account | None
    player: Player | None

    @property
    def person_id(self) -> int | None:
        """The account that speaks for them; None: we never saw them act."""
        return (self.account.linked_to or self.account.id) if self.account else None

    @property
    def next_number(self) -> int:
        """The round from which a change of theirs counts."""
        return self.league.rounds_asked + 1

    def today(self, now: datetime) -> date:
        """The date in the channel."""
        return local_day(now, ZoneInfo(self.channel.zone))


async def find(session: AsyncSession, person: Person, place: Place) -> Member | None:
    """The person in the league that runs in `place`; None if none runs there."""
    there = await leagues.channel_at(session, place)
    if there is None:
        return None
    account = await members.account(session, person)
    person_id = (account.linked_to or account.id) if account else None
    player = await people.player(session, there[1].id, person_id) if person_id else None
    return Member(*there, account, player)


async def find_locked(session: AsyncSession, person: Person, place: Place) -> Member | None:
    """The same, with the league held against every other change."""
    there = await leagues.channel_at(session, place)
    if there is None:
        return None
    await leagues.locked(session, there[1].id)
    return await find(session, person, place)


async def enrol(session: AsyncSession, member: Member, person: Person) -> Player:
    """The person's player; made with what they may still answer. Lock the league before."""
    if member.player is not None:
        return member.player
    account = await leagues.account(session, person, member.channel.workspace_id)
    person_id = account.linked_to or account.id
    number = await members.open_number(session, member.league.id) or member.next_number
    return await people.join(session, member.league.id, person_id, member.channel.id, number)


async def profile(session: AsyncSession, member: Member, now: datetime) -> Profile:
    """What somebody may know of their own play."""
    verdicts = await members.verdicts(session, member.player.id) if member.player else {}
    return Profile(
        windows=[await _window(session, member, kind, now) for kind in _WINDOWS],
        right=verdicts.get(Verdict.CORRECT, 0),
        judged=sum(verdicts.get(verdict, 0) for verdict in _JUDGED),
        streaks=await streaks(session, member),
        open=[
            await open_answer(session, member, post, round_)
            for post, round_ in await members.open_rounds(session, member.channel.id, now)
        ],
        hidden=member.player is not None and member.player.hidden,
    )


async def _window(session: AsyncSession, member: Member, kind: str, now: datetime) -> Window:
    window = window_name(kind, member.today(now))
    kept = member.player and await members.total(
        session, member.league.id, window, SubjectKind.PLAYER, member.player.id
    )
    return Window(kind, kept.points, kept.answered, kept.received) if kept else Window(kind)


async def open_answer(
    session: AsyncSession, member: Member, post: Post, round_: Round
) -> OpenAnswer:
    """What counts so far of what somebody gave in a round, in this post's time."""
    assert round_.snapshot is not None, "a posted round has its question"
    face = Question.from_json(round_.snapshot).face
    policy = play_of(round_).policy
    given = await members.deeds(session, round_.id, member.person_id) if member.person_id else []
    # They were read up to each channel's own closing, which may be later than this one's.
    after_all = max([post.closes_at, *(one.at + _INSTANT for one in given)])
    found = of_record(given, face.form, after_all, policy)
    return OpenAnswer(
        number=round_.number or 0,
        texts=_texts(found),
        closes_at=post.closes_at,
        changeable=policy is Policy.LAST,
    )


def _texts(found: Answer | Ambiguous | None) -> tuple[str, ...]:
    if isinstance(found, Ambiguous):
        return found.texts
    return (found.text,) if found else ()


async def streaks(session: AsyncSession, member: Member) -> Streaks:
    """A player's and their team's streaks, as they are kept."""
    own = await _kept(
        session, member, SubjectKind.PLAYER, member.player.id if member.player else None
    )
    team = None
    if member.player:
        number = max(member.league.rounds_asked, member.player.joined_number)
        team = await members.team_of(session, member.player.id, number)
    kept = await _kept(session, member, SubjectKind.TEAM, team.id if team else None)
    return Streaks(own, TeamStreak(team.name, kept) if team else None)


async def _kept(
    session: AsyncSession, member: Member, kind: SubjectKind, subject_id: int | None
) -> Streak:
    if subject_id is None:
        return NO_STREAK
    row = await members.streak(session, member.league.id, kind, subject_id)
    return Streak(row.current, row.best, row.freezes) if row else NO_STREAK


async def streak_days(session: AsyncSession, member: Member) -> list[StreakDay]:
    """A player's whole history, day by day; its last streak is the one that is kept."""
    if member.player is None:
        return []
    roll = await _own_roll(session, member.player)
    why = await members.reasons(session, member.league.id, member.player.channel_id)
    played = await _played(session, member, roll)
    lines = [
        _line(round_, day, why)
        for (round_, _), day in zip(played, replay(_outcomes(played)), strict=True)
    ]
    left_out = await members.left_out_days(session, member.league.id)
    missing = [StreakDay(one.day, "excused", 0, why.get(one.id, "")) for one in left_out]
    return list(_merged(lines, missing))


async def _own_roll(session: AsyncSession, player: Player) -> Roll:
    """The league's roll as if nobody else played: nobody's streak depends on the others."""
    unposted = await people.unposted_channels(session, player.league_id)
    return Roll(
        [player],
        {player.id: await members.moves(session, player.id)},
        {player.id: await members.aways(session, player.id)},
        frozenset(unposted),
    )


async def _played(session: AsyncSession, member: Member, roll: Roll) -> list[tuple[Round, Outcome]]:
    """The daily rounds that concerned a player, and what each was for them."""
    assert member.player is not None, "only a player has a history"
    me, scores = member.player.id, await members.scores(session, member.player.id)
    played = []
    for round_ in await members.streak_rounds(session, member.league.id):
        mine = {me: scores[round_.id]} if round_.id in scores else {}
        _, entries = rules.apply(rules.Ledger(), roll.facts(round_, mine))
        played += [
            (round_, entry.outcome)
            for entry in entries
            if entry.kind is rules.Kind.PLAYER and entry.outcome
        ]
    return played


def _outcomes(played: Iterable[tuple[Round, Outcome]]) -> list[tuple[date, Outcome]]:
    return [(round_.day, outcome) for round_, outcome in played]


def _line(round_: Round, day: Day, why: dict[int, str]) -> StreakDay:
    word = "frozen" if day.froze else day.outcome.value
    reason = ""
    if day.outcome is Outcome.EXCUSED:
        is_away = not round_.excused and round_.id not in why
        reason = "you were away" if is_away else why.get(round_.id, "excused for everybody")
    return StreakDay(day.day, word, day.streak.current, reason, day.earned)


def _merged(lines: list[StreakDay], missing: list[StreakDay]) -> Iterator[StreakDay]:
    """The days in the order in which they were settled, with those that had no question between.

    Only days since the first that concerned the player; a day without a question changes nothing.
    """
    if not lines:
        return
    waiting = [one for one in missing if one.day >= lines[0].day]
    streak = 0
    for line in lines:
        while waiting and waiting[0].day < line.day:
            yield waiting.pop(0).after(streak)
        streak = line.streak
        yield line
    for one in waiting:
        yield one.after(streak)
