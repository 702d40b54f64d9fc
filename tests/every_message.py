"""Every message that the bot says, once or more, with contents as they come up in play."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType

from bot.chat.content import Content
from bot.messages import (
    boards,
    digests,
    docket,
    home,
    notices,
    people,
    personal,
    practice,
    rounds,
    rulings,
    teams,
)
from bot.quiz.league import EVERY_DOOR, Door, Policy
from bot.quiz.question import Form, Question
from bot.quiz.rulings import By, Word
from bot.quiz.standings import Ranked, Row
from bot.quiz.streaks import Streak
from tests.nine_forms import RIGHT, WRONG, question

Speaker = Callable[..., Content]

UNTIL = datetime(2026, 11, 23, 17, tzinfo=UTC)
CHOICE = question(Form.SINGLE_CHOICE)
STRANGE = "<!channel> *bold* `code` :tada: <https://evil.example|x>"
"""What somebody may be called or write."""


@dataclass(frozen=True, slots=True)
class Said:
    by: Speaker
    case: str
    content: Content

    @property
    def name(self) -> str:
        """Where it is said, and in which case: "rounds.noted.first"."""
        module = self.by.__module__.rpartition(".")[2]
        return ".".join(filter(None, (module, self.by.__name__, self.case)))


def said(by: Speaker, *args: object, case: str = "", **named: object) -> Said:
    return Said(by, case, by(*args, **named))


def speakers(module: ModuleType) -> set[Speaker]:
    """The public functions of a module that make a message."""
    return {
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and inspect.signature(function).return_annotation is Content
    }


def before_closing(one: Question) -> Iterator[Said]:
    """What is said of a question while it is open or its answer is not shown yet."""
    face, form = one.face, one.face.form
    asked = rounds.Asked(face, 7, 3, UNTIL, EVERY_DOOR, Policy.LAST)
    only = replace(asked, doors=frozenset({Door.BUTTONS}), policy=Policy.FIRST, late=True)
    yield said(rounds.question, asked, case=form)
    yield said(rounds.question, only, case=f"{form}.buttons")
    yield said(rounds.closed, face, 3, bonus=False, case=form)
    for policy in Policy:
        yield said(rounds.noted, face, 7, WRONG[form], UNTIL, policy, case=f"{form}.{policy}")
    yield said(rounds.unreadable, face, STRANGE, case=form)
    yield said(practice.question, practice.Asked(face, 5, 2, 3, 10), case=form)


def after_closing(one: Question) -> Iterator[Said]:
    form = one.face.form
    team = rounds.TeamResult("Blue", 75, 2, 4, froze=False, kept=True)
    lost = replace(team, name=STRANGE[:40], kept=False, streak=0, needed=3, ended=12)
    chosen = (
        [(letter, n) for n, letter in enumerate(one.face.letters)] if form.takes_letters else []
    )
    texts = [("Ada", STRANGE)] if form is Form.FREE_TEXT else []
    result = rounds.Result(one, 3, 6, 2, 1, 1, chosen, [team, lost], texts, found_late=1)
    yield said(rounds.answered, one, 3, bonus=True, case=form)
    yield said(rounds.reveal, result, case=form)
    tally = practice.Tally(1, 2, 8, "")
    told = practice.Feedback(one, RIGHT[form][0], "correct", "", 5, 2, tally)
    yield said(practice.feedback, told, case=form)


def of_rounds() -> Iterator[Said]:
    for form in Form:
        yield from before_closing(question(form))
        yield from after_closing(question(form))
    nobody = rounds.Result(CHOICE, 3, 0, 0, 0, 0, [("A", 0)], [], [], bonus=True)
    yield said(rounds.reveal, nobody, case="nobody")
    yield said(rounds.withdrawn)
    yield said(rounds.too_late, UNTIL)
    yield said(rounds.not_open)
    chances = [rounds.TeamChance(name, 12, n, 2) for n, name in enumerate(["Blue", "Red"])]
    yield said(rounds.reminder, chances, UNTIL)
    yield said(notices.not_posted, UNTIL, notices.TOO_LATE)


def of_practice() -> Iterator[Said]:
    free, done = question(Form.FREE_TEXT), practice.Tally(4, 5, 0, "deep-learning")
    given = practice.Feedback(CHOICE, WRONG[Form.SINGLE_CHOICE], "incorrect", "", 5, 2, done)
    yield said(practice.feedback, given, case="wrong-and-last")
    numeric = replace(given, question=question(Form.NUMERIC), answer="12", why="You halved.")
    yield said(practice.feedback, replace(numeric, verdict="partly"), case="number")
    found = ("You said it: **bold** <@U1>.", "Missing: the errors are independent.")
    yield said(practice.ask_ruling, free, found, 5, 2)
    yield said(practice.kept, UNTIL)
    yield said(practice.no_question)
    yield said(practice.retired)
    yield said(practice.over)
    yield said(practice.dry, "deep-learning")
    yield said(practice.no_topic, STRANGE, ["deep-learning", "nlp-and-llms", "sql"])
    yield said(practice.bad_count, 20)
    yield said(practice.not_read, free.face, "")


def of_boards() -> Iterator[Said]:
    names = ("Ada", "Grace", STRANGE, "Edsger")
    ranked = [Ranked(n, Row(n, name, 745, 9, 12)) for n, name in enumerate(names, 1)]
    shown = boards.Board("week", boards.PLAYERS, ranked, Ranked(17, Row(17, "Me", 5, 1, 12)))
    yield said(boards.board, shown)
    yield said(boards.board, replace(shown, hidden=True, own=None), case="hidden")
    yield said(boards.board, boards.Board("all", boards.TEAMS, [], None), case="empty")
    yield said(boards.shared, shown, STRANGE)
    yield said(boards.was_shared)
    yield said(boards.cannot_share)
    yield said(digests.summary, "week:2026-W47", ranked, ranked[:2], case="week")
    yield said(digests.summary, "season:2026-Q4", ranked, ranked[:1], case="season")
    lines = [teams.TeamLine(name, n, 4 - n, own=n == 1) for n, name in enumerate(names, 1)]
    yield said(teams.listing, lines)


def of_teams() -> Iterator[Said]:
    yield said(teams.moved, STRANGE, made=True, case="made")
    yield said(teams.moved, "Blue", made=False)
    yield said(teams.there, "Blue")
    yield said(teams.no_such, STRANGE, None)
    yield said(teams.no_such, "Bleu", "Blue", case="near")
    yield said(teams.taken, "Blue")
    yield said(teams.bad_name)
    yield said(teams.enough)
    yield said(teams.which)


def of_people() -> Iterator[Said]:
    windows = [people.Window(kind, 745, 9, 12) for kind in ("week", "month", "all")]
    streaks = people.Streaks(Streak(4, 12, 1), people.TeamStreak("Blue", Streak(0, 31, 2)))
    waiting = [
        people.OpenAnswer(7, texts, UNTIL, changeable)
        for texts, changeable in [
            ((), True),
            (("B",), True),
            ((STRANGE,), False),
            (("A", "B"), True),
        ]
    ]
    yield said(people.profile, people.Profile(windows, 7, 9, streaks, waiting, hidden=True))
    yield said(people.streaks, streaks)
    days = [
        people.StreakDay(date(2026, 11, 2) + timedelta(n), outcome, n, reason, earned=n == 6)
        for n, (outcome, reason) in enumerate(
            [("kept", ""), ("missed", ""), ("frozen", ""), ("excused", STRANGE)] * 10
        )
    ]
    yield said(people.streak_days, days)
    yield said(people.streak_days, [], case="none")
    for on in (True, False):
        yield said(people.hidden, on, case=f"{on}")
        yield said(people.back, on, case=f"{on}")
    yield said(people.not_playing)
    yield said(people.away, [(date(2026, 12, 24), date(2027, 1, 2))])
    yield said(people.away, [], case="none")
    yield said(people.misdated, "I need a date such as 2027-01-31.")


def of_home() -> Iterator[Said]:
    yield said(home.page, home.Home((), 0, 0), case="nothing")
    streaks = people.Streaks(Streak(4, 12, 1), None)
    none = home.LeagueView(STRANGE, (), UNTIL, paused=False, lost=False, streaks=streaks, week=())
    yield said(home.page, home.Home((none, replace(none, paused=True)), 2, 1), case="waiting")
    given = people.OpenAnswer(3, ("B",), UNTIL, changeable=True)
    waiting = [
        home.OpenQuestion(question(form).face, 7, bonus=False, answer=answer, answerable=taps)
        for form, answer, taps in [
            (Form.IMAGE_BASED, given, True),
            (Form.NUMERIC, replace(given, texts=(STRANGE,), changeable=False), False),
            (Form.MULTI_SELECT, replace(given, texts=()), True),
        ]
    ]
    week = [Ranked(1, Row(1, STRANGE, 745, 9, 12)), Ranked(17, Row(17, "Me", 5, 1, 12))]
    yield said(home.page, home.Home((replace(none, questions=waiting, week=week),), 0, 3))


def of_privacy() -> Iterator[Said]:
    for by in (personal.linked, personal.unknown_code, personal.expired_code, personal.own_code):
        yield said(by)
    for by in (personal.already_linked, personal.forget, personal.forgotten, personal.kept):
        yield said(by)
    for by in (personal.unknown_person, personal.reported, personal.report_empty):
        yield said(by)
    yield said(personal.nothing_to_report)
    yield said(personal.code, "ABCD-EFGH")
    yield said(personal.export, [f'{{"answer": "{STRANGE}"}}' * 6] * 20, 3)
    yield said(personal.report, 7, 1000)
    yield said(personal.report_too_long, 1000)


def of_rulings() -> Iterator[Said]:
    free = question(Form.FREE_TEXT)
    points = [rulings.Point("It averages **errors** out.", n % 2 == 0, STRANGE) for n in range(9)]
    case = rulings.Case(7, 3, free, STRANGE, points, "partly")
    named = replace(case, name=STRANGE[:40], points=(), draft="", reactions=False, appealed=True)
    yield said(rulings.case, case)
    yield said(rulings.case, replace(case, text=f"{STRANGE} " * 50), case="long")
    yield said(rulings.case, named, case="named")
    yield said(rulings.case, replace(named, admins=True), case="admins")
    yield said(rulings.case, replace(named, admins=True, alone=True), case="alone")
    for word, by in [(Word.RIGHT, By.PEERS), (Word.WRONG, By.ADMIN)]:
        yield said(rulings.decided, case, word, by, case=word)
        yield said(rulings.ruled, STRANGE, word, by, 2, case=word)
        yield said(rulings.voted, 7, word, case=word)
        yield said(rulings.settled_by_you, word, case=word)
    yield said(rulings.case, replace(case, more=45), case="more")
    yield said(rulings.dropped, 3)
    yield said(rulings.expired, 3)
    yield said(rulings.over, Word.PARTLY, case="ruled")
    yield said(rulings.over, None, case="gone")
    learned = [docket.Phrasing("bagging-variance-1", STRANGE, Word.RIGHT)] * 7
    past = [docket.Ruled(7 + n, 3, STRANGE, *of) for n, of in enumerate(zip(Word, By, strict=True))]
    listing = docket.Listing(
        [replace(case, id=id_) for id_ in (7, 8, 9)], 5, ruled=True, phrasings=learned
    )
    yield said(docket.listing, listing, case="admin")
    yield said(docket.listing, docket.Listing([], 0), case="nothing")
    yield said(docket.ruled, past, 1)
    yield said(docket.ruled, [], None, case="nothing")
    yield said(rulings.ruled, STRANGE, Word.RIGHT, By.ADMIN, 1, Word.WRONG, case="overruled")
    yield from of_own_answers(free)
    for by_ in (rulings.taken_back, rulings.own_answer, rulings.admins_rule, rulings.no_case):
        yield said(by_)


def of_own_answers(free: Question) -> Iterator[Said]:
    told = [f"Missing: {STRANGE}."] * 9
    mine = rulings.Mine(free, 7, STRANGE, "partly", 0.5, told, may_appeal=True)
    yield said(rulings.mine, mine)
    ruled = replace(mine, verdict="correct", score=1.0, by=By.PEERS, may_appeal=False)
    yield said(rulings.mine, ruled, case="ruled")
    yield said(rulings.mine, replace(ruled, verdict="unsure", score=0, by=None), case="unsure")
    late = replace(mine, verdict="unsure", score=0, asked=False)
    yield said(rulings.mine, late, case="unruled")
    for by in (rulings.not_settled, rulings.no_answer, rulings.appealed, rulings.appealed_before):
        yield said(by)
    for by in (rulings.already_waiting, rulings.final, rulings.nothing_to_appeal):
        yield said(by)
