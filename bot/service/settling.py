"""Settling a closed round: from what was given to verdicts, points, totals and streaks."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import answers, cases, leagues, people, posts, ratings, rounds, totals
from bot.db.queries.answers import Claimant
from bot.db.queries.totals import Key, Sum
from bot.db.tables import Answer, League, Player, Round, Step, TeamResult
from bot.quiz import ledger as rules
from bot.quiz.answers import Ambiguous, of_record
from bot.quiz.answers import Answer as OfRecord
from bot.quiz.league import Policy
from bot.quiz.ledger import Entry, RoundFacts
from bot.quiz.question import Question
from bot.quiz.scoring import points
from bot.quiz.standings import windows_of
from bot.quiz.streaks import Outcome
from bot.service import digests
from bot.service.facts import roll
from bot.service.practice import remember_missed
from bot.service.precedents import Bench, bench, note, open_cases

_K = TypeVar("_K")
_V = TypeVar("_V")

VOID = "void"
"""The verdict of an answer that nobody can tell: it keeps the day and earns nothing."""


_TICK = timedelta(microseconds=1)


async def finish(session: AsyncSession, round_ids: Iterable[int], now: datetime) -> None:
    """Settle the rounds of which nothing is left to post or to close, and wake their reveals.

    A round that was posted nowhere is excused: it neither keeps nor breaks a streak.
    """
    for round_id in sorted(set(round_ids)):
        await posts.lock_round(session, round_id)
        siblings = await posts.siblings(session, round_id)
        posted = [post for post in siblings if post.skipped is None]
        if siblings and not posted:
            await rounds.excuse(session, round_id)
        elif posted and all(post.closed_at for post in posted):
            await settle(session, round_id, now)
            unrevealed = [post.id for post in posted if post.revealed_at is None]
            await posts.wake(session, unrevealed, Step.REVEAL, now)


async def settle(session: AsyncSession, round_id: int, now: datetime) -> bool:
    """Settle a round that all its channels have closed; False if that was done before."""
    if not await rounds.mark_settled(session, round_id, now):
        return False
    round_ = await rounds.locked(session, round_id)
    league = await leagues.locked(session, round_.league_id)
    # A rebuild takes the rounds in the order of these instants: no two may be the same.
    last = await rounds.last_settling(session, league.id, round_id)
    round_.settled_at = max(now, last + _TICK) if last else now
    await judge(session, round_)
    await _enter(session, round_)
    await ratings.learn(session, round_)
    await remember_missed(session, round_id, now)
    await digests.plan(session, league.id, round_.day)
    return True


async def judge(session: AsyncSession, round_: Round) -> None:
    """Write the round's answers of record from what was given, in place of what stood before.

    What people ruled holds, and is written down where it changes a verdict; an answer that nobody
    can judge becomes a case. Answers of people who asked to be forgotten stay as they are: their
    deeds are gone. Lock the league before.
    """
    question = _question(round_)
    on = await bench(session, round_, question)
    policy = rounds.play_of(round_).policy
    known = await people.players(session, round_.league_id)
    stood = {answer.player_id: answer for answer in await answers.recorded(session, round_.id)}
    ruled: list[tuple[Answer, Player]] = []
    for claimant in await answers.claimants(session, round_.id):
        found = _of_record(claimant, question, policy)
        player = known.get(claimant.person_id)
        before = stood.get(player.id) if player else None
        if before is not None:
            await session.delete(before)
            await session.flush()
        if found is None:
            continue
        if player is None:
            player = await _join(session, round_, claimant)
        after = _answer(round_, player, on, found, before)
        session.add(after)
        if before is not None and await note(session, before, after, player, on):
            ruled.append((after, player))
    await session.flush()
    await ratings.teach(session, round_, ruled)
    await open_cases(session, round_, on)


def _of_record(
    claimant: Claimant, question: Question, policy: Policy
) -> OfRecord | Ambiguous | None:
    # The deeds were read up to each channel's own closing.
    after_all = max(deed.at for deed in claimant.deeds) + _TICK
    return of_record(claimant.deeds, question.face.form, after_all, policy)


async def _join(session: AsyncSession, round_: Round, claimant: Claimant) -> Player:
    return await people.join(
        session, round_.league_id, claimant.person_id, claimant.channel_id, round_.number or 1
    )


def _answer(
    round_: Round,
    player: Player,
    on: Bench,
    found: OfRecord | Ambiguous,
    stood: Answer | None,
) -> Answer:
    if isinstance(found, Ambiguous):
        return Answer(
            round_id=round_.id,
            player_id=player.id,
            text=" / ".join(found.texts),
            verdict=VOID,
            score=0.0,
            points=0,
        )
    graded, ruling = on.grade(found.text, stood), on.ruling(found.text)
    return Answer(
        round_id=round_.id,
        player_id=player.id,
        text=found.text,
        verdict=graded.verdict.value,
        score=graded.score,
        points=points(round_.difficulty or 1, graded.score),
        ruling_id=ruling.id if ruling else None,
    )


async def _enter(session: AsyncSession, round_: Round) -> None:
    """Take the round into the league's running ledger and totals."""
    facts = await facts_of(session, round_)
    before = await totals.ledger(session, round_.league_id)
    after, entries = rules.apply(before, facts)
    await totals.save(session, round_.league_id, after)
    await totals.add(session, round_.league_id, sums(((facts, entries),)))
    await totals.keep_team_results(session, _team_results(before, after, facts, entries))


def _team_results(
    before: rules.Ledger, after: rules.Ledger, facts: RoundFacts, entries: Iterable[Entry]
) -> list[TeamResult]:
    answered = Counter(facts.teams[player] for player in facts.answers)
    return [
        TeamResult(
            round_id=facts.round_id,
            team_id=entry.subject,
            points=entry.points,
            answered=answered[entry.subject],
            streak=after.teams[entry.subject].streak.current,
            kept=entry.outcome is Outcome.KEPT,
            froze=_froze(before, after, entry.subject),
            needed=rules.team_quorum(before, facts, entry.subject),
            ended=_ended(before, after, entry.subject),
        )
        for entry in entries
        if entry.kind is rules.Kind.TEAM
    ]


def _froze(before: rules.Ledger, after: rules.Ledger, team: int) -> bool:
    held = before.teams[team].streak.freezes if team in before.teams else 0
    return after.teams[team].streak.freezes < held


def _ended(before: rules.Ledger, after: rules.Ledger, team: int) -> int:
    """The streak that a team had and has no more."""
    had = before.teams[team].streak.current if team in before.teams else 0
    return 0 if after.teams[team].streak.current else had


async def facts_of(session: AsyncSession, round_: Round) -> RoundFacts:
    scores = await answers.scores(session, [round_.id])
    everybody = await roll(session, round_.league_id)
    return everybody.facts(round_, scores.get(round_.id, {}))


def sums(rounds_: Iterable[tuple[RoundFacts, tuple[Entry, ...]]]) -> dict[Key, Sum]:
    """What rounds add to each window."""
    added: dict[Key, Sum] = {}
    for facts, entries in rounds_:
        for entry in entries:
            for window in windows_of(facts.day):
                key = (window, totals.kind_of(entry), entry.subject)
                added[key] = added.get(key, Sum()).plus(entry, _received(facts, entry))
    return added


def _received(facts: RoundFacts, entry: Entry) -> int:
    """Whether the subject could answer: not when it was excused or away."""
    return int(entry.answered or not (facts.excused or entry.subject in facts.away))


def _question(round_: Round) -> Question:
    assert round_.snapshot is not None, "only an asked round is settled"
    return Question.from_json(round_.snapshot)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a kept number is not what history says."""

    what: str
    kept: object
    history: object


async def rebuild(session: AsyncSession, league: League) -> tuple[Difference, ...]:
    """Compute totals and streaks from the whole history, keep them, and tell what differed."""
    ledger, sums_ = await _from_history(session, league.id)
    kept_ledger = await totals.ledger(session, league.id)
    kept_sums = await totals.kept(session, league.id)
    different = (
        *_compare("player {}'s streak", kept_ledger.players, ledger.players),
        *_compare("team {}'s streak", kept_ledger.teams, ledger.teams),
        *_compare("{1} {2}'s total of {0}", kept_sums, sums_),
    )
    if different:
        await totals.save(session, league.id, ledger)
        await totals.replace(session, league.id, sums_)
    return different


async def _from_history(
    session: AsyncSession, league_id: int
) -> tuple[rules.Ledger, dict[Key, Sum]]:
    facts = await _history(session, league_id)
    ledger, entries = rules.rebuild(facts)
    return ledger, sums(zip(facts, entries, strict=True))


async def _history(session: AsyncSession, league_id: int) -> list[RoundFacts]:
    """What each settled round of a league was, in the order in which they were settled."""
    history = await rounds.history(session, league_id)
    everybody = await roll(session, league_id)
    scores = await answers.scores(session, (round_.id for round_ in history))
    return [everybody.facts(round_, scores.get(round_.id, {})) for round_ in history]


def _compare(what: str, kept: Mapping[_K, _V], history: Mapping[_K, _V]) -> Iterable[Difference]:
    for key in sorted(kept.keys() | history.keys(), key=str):
        if kept.get(key) != history.get(key):
            names = key if isinstance(key, tuple) else (key,)
            yield Difference(what.format(*names), kept.get(key), history.get(key))


async def resettle(session: AsyncSession, league_id: int, round_ids: Iterable[int]) -> None:
    """Judge settled rounds again, for a late answer or a ruling; rebuild the league.

    What was ruled is in the scores then, and is told next.
    """
    league = await leagues.locked(session, league_id)
    # All that was ruled is told as counted below: rounds flagged since are judged too.
    again = frozenset([*round_ids, *await rounds.unsettled_in(session, league_id)])
    locked = [await rounds.locked(session, round_id) for round_id in sorted(again)]
    # Leagues share the ratings of questions, and all take them in this order.
    for round_ in sorted(locked, key=lambda one: (one.question_id or "", one.id)):
        await judge(session, round_)
        round_.unsettled = False
    await session.flush()
    await rebuild(session, league)
    await _team_results_again(session, league_id, again)
    await cases.wake_untold(session, league_id)


async def _team_results_again(
    session: AsyncSession, league_id: int, round_ids: Collection[int]
) -> None:
    """Write anew what these rounds were for the teams, as their reveals tell it."""
    before = rules.Ledger()
    for facts in await _history(session, league_id):
        after, entries = rules.apply(before, facts)
        if facts.round_id in round_ids:
            results = _team_results(before, after, facts, entries)
            await totals.replace_team_results(session, facts.round_id, results)
        before = after
