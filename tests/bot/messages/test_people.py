"""What members read fits every platform, at its longest too."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.commands import WINDOWS
from bot.chat.content import CODE_LIMIT, Content
from bot.messages import boards, people, personal, practice, teams
from bot.quiz.question import Face, Form, Key, Question
from bot.quiz.rubric import Point, Rubric
from bot.quiz.standings import Ranked, Row
from bot.quiz.streaks import Streak
from tests.limits import faults_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAME = "W" * 80
TEAM = "W" * 40
WORDS = "w" * 2000
TOPICS = [f"a-topic-with-a-long-name-{n}" for n in range(25)]
LINE = Ranked(1_000_000, Row(1, NAME, 10**9, 10**6, 10**6))
STREAKS = people.Streaks(Streak(9999, 9999, 2), people.TeamStreak(TEAM, Streak(9999, 9999, 2)))
PROFILE = people.Profile(
    [people.Window(kind, 10**9, 10**6, 10**6) for kind in ("week", "month", "all")],
    10**6,
    10**6,
    STREAKS,
    [people.OpenAnswer(n, (WORDS,), NOW, changeable) for n in range(4) for changeable in (True,)],
    hidden=True,
)
DAYS = [
    people.StreakDay(date(2026, 9, 30), "excused", 9999, "r" * 500, earned=True)
    for _ in range(2000)
]
FACE = Face(Form.SINGLE_CHOICE, TOPICS[0], 5, "s" * 300, tuple("o" * 90 for _ in range(7)))
RUBRIC = Rubric((Point("k", "m" * 200),) * 8)
KEY = Key("G", "e" * 600, whys=("w" * 200,) * 7, rubric=RUBRIC)
QUESTION = Question("i" * 120, 1, "c", "f", "p", FACE, KEY)
ASKED = practice.Asked(FACE, 10**18, 10**9, 20, 20)


def told(verdict: str, left: int) -> practice.Feedback:
    tally = practice.Tally(20, 20, left, "t" * 60)
    return practice.Feedback(QUESTION, "A B C D E F G", verdict, "y" * 200, 10**18, 10**9, tally)


LONGEST = {
    **{
        f"board {window} {of}": boards.board(boards.Board(window, of, [LINE] * 10, LINE, True))
        for window in WINDOWS
        for of in (boards.PLAYERS, boards.TEAMS)
    },
    "empty board": boards.board(boards.Board("all", "teams", [], None)),
    "shared board": boards.shared(boards.Board("season", "players", [LINE] * 10, LINE), NAME),
    "was shared": boards.was_shared(),
    "cannot share": boards.cannot_share(),
    "me": people.profile(PROFILE),
    "streak": people.streaks(STREAKS),
    "streak why": people.streak_days(DAYS),
    "no streak": people.streak_days([]),
    "hidden": people.hidden(True),
    "shown": people.hidden(False),
    "not playing": people.not_playing(),
    "away": people.away([(date(2026, 9, 30), date(2026, 9, 30) + timedelta(days=9))] * 60),
    "not away": people.away([]),
    "back": people.back(True),
    "was not away": people.back(False),
    "misdated": people.misdated("I need a date."),
    "teams": teams.listing([teams.TeamLine(TEAM, 10**6, 9999, True)] * 100),
    "moved": teams.moved(TEAM, True),
    "there": teams.there(TEAM),
    "no such": teams.no_such(WORDS, None),
    "nearest": teams.no_such(WORDS, TEAM),
    "taken": teams.taken(TEAM),
    "bad name": teams.bad_name(),
    "enough": teams.enough(),
    "which": teams.which(),
    "code": personal.code("ABCD-EFGH"),
    "linked": personal.linked(),
    "unknown code": personal.unknown_code(),
    "expired code": personal.expired_code(),
    "own code": personal.own_code(),
    "already linked": personal.already_linked(),
    "forget": personal.forget(),
    "forgotten": personal.forgotten(),
    "kept": personal.kept(),
    "unknown person": personal.unknown_person(),
    "export": personal.export(["x" * CODE_LIMIT * 2] * 20, 6),
    "report": personal.report(10**18, 1000),
    "reported": personal.reported(),
    "long report": personal.report_too_long(1000),
    "empty report": personal.report_empty(),
    "nothing to report": personal.nothing_to_report(),
    "question": practice.question(ASKED),
    **{f"told {v}": practice.feedback(told(v, 5)) for v in ("correct", "partly", "incorrect")},
    "last told": practice.feedback(told("correct", 0)),
    "ruling": practice.ask_ruling(QUESTION, ["m" * 900] * 20, 10**18, 10**9),
    "kept for later": practice.kept(datetime(2026, 9, 30, 17, tzinfo=UTC)),
    "no question in it": practice.no_question(),
    "retired": practice.retired(),
    "over": practice.over(),
    "dry": practice.dry(TOPICS[0]),
    "dry of all": practice.dry(""),
    "no topic": practice.no_topic(WORDS, TOPICS),
    "bad count": practice.bad_count(20),
    "not read": practice.not_read(Face(Form.NUMERIC, "t", 1, "s", unit="GiB"), WORDS),
}


@pytest.mark.parametrize("name", LONGEST)
def test_every_message_fits(name: str) -> None:
    content: Content = LONGEST[name]
    assert faults_of(content) == []
    assert content.summary


@pytest.mark.parametrize("module", [boards, people, personal, practice, teams])
def test_no_message_is_left_out(module: object) -> None:
    """Whoever adds a message adds it above."""
    made = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__annotations__", {}).get("return") is Content
    }
    text = Path(__file__).read_text(encoding="utf-8")
    missing = {name for name in made if f".{name}(" not in text}
    assert made
    assert not missing
