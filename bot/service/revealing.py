"""Reminding before closing, and revealing after it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.content import Content
from bot.chat.places import MessageRef
from bot.chat.port import EditRefused, MessageGone, PlaceGone
from bot.db.queries import answers, cases, people, posts, rulings, totals
from bot.db.queries.answers import Claimant
from bot.db.queries.posts import Errand
from bot.db.tables import Answer, Player, Step, Team
from bot.grading.result import Verdict
from bot.messages import rounds as messages
from bot.messages.rounds import Result, TeamChance, TeamResult
from bot.quiz.answers import Ambiguous, of_record
from bot.quiz.answers import Answer as OfRecord
from bot.quiz.ledger import Entry, Kind, Ledger, RoundFacts, apply, team_quorum
from bot.quiz.question import Form
from bot.quiz.streaks import Outcome
from bot.service.facts import roll
from bot.service.means import Means
from bot.service.precedents import Bench, bench
from bot.service.saying import say_once
from bot.service.settling import VOID

UNNAMED = "Somebody"
"""Who gave an answer in private."""
_EDITED_WITHIN = timedelta(days=1)
"""How long after closing a question is still worth changing."""


async def remind(means: Means, errand: Errand, now: datetime) -> None:
    """Tell the thread which teams can still save their streak; silent when none is in danger."""
    async with means.database.read() as session:
        chances = await _chances(session, errand)
    if chances and now < errand.post.closes_at:
        await _say_in_thread(means, errand, messages.reminder(chances, errand.post.closes_at))
    async with means.database.write() as session:
        await posts.put(session, errand.post, step=Step.CLOSE, wake_at=errand.post.closes_at)


async def _say_in_thread(means: Means, errand: Errand, content: Content) -> None:
    chat, key = means.chat(errand.place), errand.key("remind")
    try:
        thread = await chat.thread(errand.message, f"Question {errand.round.number}")
        await say_once(chat, thread, content, key, errand.post.attempts)
    except (MessageGone, PlaceGone):
        pass  # a reminder under a question that is gone helps nobody


async def _chances(session: AsyncSession, errand: Errand) -> list[TeamChance]:
    """Teams of this channel's players whose streak is not safe yet in the open round."""
    known = await people.players(session, errand.league.id)
    facts = await _so_far(session, errand, known)
    ledger = await totals.ledger(session, errand.league.id)
    teams = await people.teams(session, errand.league.id)
    here = {player.id for player in known.values() if player.channel_id == errand.channel.id}
    concerned = {team for player, team in facts.teams.items() if player in here}
    return [
        _chance(teams[team], ledger, facts)
        for team in sorted(concerned & _in_danger(ledger, facts))
    ]


def _in_danger(ledger: Ledger, facts: RoundFacts) -> set[int]:
    """The teams that would miss the day if it closed now, and have a streak to lose."""
    _, entries = apply(ledger, facts)
    missing = {entry.subject for entry in entries if _is_missing_team(entry)}
    return {team for team in missing if team in ledger.teams and ledger.teams[team].streak.current}


def _is_missing_team(entry: Entry) -> bool:
    return entry.kind is Kind.TEAM and entry.outcome is Outcome.MISSED


def _chance(team: Team, ledger: Ledger, facts: RoundFacts) -> TeamChance:
    streak = ledger.teams[team.id].streak
    answered = sum(facts.teams.get(player) == team.id for player in facts.answers)
    missing = team_quorum(ledger, facts, team.id) - answered
    return TeamChance(team.name, streak.current, streak.freezes, missing)


async def _so_far(session: AsyncSession, errand: Errand, known: Mapping[int, Player]) -> RoundFacts:
    """The open round as if it closed now; verdicts don't matter for who answered."""
    answered = {
        known[claimant.person_id].id: 0.0
        for claimant in await answers.claimants(session, errand.round.id)
        if claimant.person_id in known and _given(errand, claimant)
    }
    return (await roll(session, errand.league.id)).facts(errand.round, answered)


def _given(errand: Errand, claimant: Claimant) -> OfRecord | Ambiguous | None:
    """What counts of all that somebody did so far, in this channel's time."""
    play, form = errand.play, errand.question.face.form
    return of_record(claimant.deeds, form, errand.post.closes_at, play.policy)


async def reveal(means: Means, errand: Errand, now: datetime) -> None:
    """Show the answer, what everybody made of it, and what became of the streaks.

    A question that the platform lets nobody change for now does not hold up the answer: it is
    changed when that is possible again.
    """
    shown, again = errand.post.reveal_id, None
    # If the channel is lost, its next post will find out and tell the admin.
    with suppress(PlaceGone):
        again = await _edit(means, errand, now)
        shown = shown or (await _say(means, errand)).id
    done = {"revealed_at": errand.post.revealed_at or now, "reveal_id": shown}
    async with means.database.write() as session:
        step = Step.REVEAL if again else None
        await posts.put(session, errand.post, step=step, wake_at=again, **done)
        await cases.wake(session, errand.round.id, errand.channel.id, now)


async def _say(means: Means, errand: Errand) -> MessageRef:
    async with means.database.read() as session:
        content = messages.reveal(await result(session, errand))
    chat, key = means.chat(errand.place), errand.key("reveal")
    return await say_once(chat, errand.place, content, key, errand.post.attempts)


async def _edit(means: Means, errand: Errand, now: datetime) -> datetime | None:
    """Put the answer into the question; when to try again if it may not be changed for now."""
    number, bonus = errand.round.number or 0, errand.round.slot > 0
    content = messages.answered(errand.question, number, bonus)
    try:
        await means.chat(errand.place).edit(errand.message, content)
    except EditRefused as refused:
        again = now + timedelta(seconds=refused.retry_after)
        return again if again < errand.post.closes_at + _EDITED_WITHIN else None
    except MessageGone:
        pass  # the reveal itself repeats all that matters
    return None


async def result(session: AsyncSession, errand: Errand) -> Result:
    """What came of a round, as its channel may know it."""
    given = await _answers(session, errand)
    question = errand.question
    judged = Counter(answer.verdict for answer in given)
    return Result(
        question=question,
        number=errand.round.number or 0,
        answered=len(given),
        right=judged[Verdict.CORRECT],
        unsure=judged[Verdict.UNSURE],
        void=judged[VOID],
        chosen=_chosen(errand, given),
        teams=await _teams(session, errand) if errand.round.settled_at else (),
        texts=await _texts(session, errand),
        found_late=await answers.found_late(session, errand.round.id),
        bonus=errand.round.slot > 0,
        post_id=errand.post.id,
    )


async def _answers(session: AsyncSession, errand: Errand) -> list[Answer]:
    """The answers of record; while other channels still play, those of this channel so far."""
    if errand.round.settled_at:
        return list(await answers.recorded(session, errand.round.id))
    found = []
    on = await bench(session, errand.round, errand.question)
    for claimant in await answers.claimants(session, errand.round.id):
        one = _given(errand, claimant)
        if claimant.channel_id == errand.channel.id and one is not None:
            found.append(_provisional(on, claimant.person_id, one))
    return found


def _provisional(on: Bench, person_id: int, one: OfRecord | Ambiguous) -> Answer:
    """An answer as it would be settled now; `player_id` is the person's: nobody has joined yet."""
    if isinstance(one, Ambiguous):
        return Answer(player_id=person_id, text="", verdict=VOID, score=0.0, points=0)
    graded = on.grade(one.text)
    return Answer(
        player_id=person_id, text=one.text, verdict=graded.verdict, score=graded.score, points=0
    )


def _chosen(errand: Errand, given: Iterable[Answer]) -> list[tuple[str, int]]:
    face = errand.question.face
    if not face.form.takes_letters:
        return []
    counted = Counter(
        letter for answer in given if answer.verdict != VOID for letter in answer.text.split()
    )
    return [(letter, counted[letter]) for letter in face.letters]


async def _texts(session: AsyncSession, errand: Errand) -> list[tuple[str, str]]:
    """What was said in free words; who said it only where all could see that."""
    if errand.question.face.form is not Form.FREE_TEXT or not errand.round.settled_at:
        return []
    given = await rulings.players_in(session, errand.round.id)
    origins = await rulings.origins(session, errand.round.id)
    public = [one for one in given if rulings.is_public(origins, *one)]
    names = await people.names(session, (player.id for _, player in public))
    return [(names.get(player.id, UNNAMED), one.text) for one, player in given if one.text]


async def _teams(session: AsyncSession, errand: Errand) -> list[TeamResult]:
    """What the settled round was for each team that had a player in it."""
    names = await people.teams(session, errand.league.id)
    return [
        TeamResult(
            name=names[row.team_id].name,
            points=row.points,
            answered=row.answered,
            streak=row.streak,
            froze=row.froze,
            kept=row.kept,
            needed=row.needed,
            ended=row.ended,
        )
        for row in await totals.team_results(session, errand.round.id)
    ]
