"""The tables. Every instant is UTC; every personal thing hangs on `accounts`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.columns import CaseStep, Id, Step, SubjectKind, Table
from bot.db.ruling_tables import Appeal, Overruling, Regrade, Ruling, Vote
from bot.db.suggestion_tables import Suggestion

__all__ = [
    "Appeal",
    "CaseStep",
    "Overruling",
    "Regrade",
    "Ruling",
    "Step",
    "SubjectKind",
    "Suggestion",
    "Table",
    "Vote",
]
"""Handed on, so that a query names one module for all it needs; the tables stand below."""


class Workspace(Table):
    """A month after it left it is purged: then its `external_id` is "gone:" and a random word.

    If old scores hang on it still, its row stays like that, with no `left_at`.
    """

    __tablename__ = "workspaces"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        Index(
            "ix_workspaces_left_at",
            "left_at",
            sqlite_where=text("left_at IS NOT NULL"),
            postgresql_where=text("left_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Account(Table):
    """A person on one platform.

    Forgetting somebody puts "forgotten:" and a random word in place of `external_id`, which has
    to stay unique, and "someone" in place of `name`.
    """

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("workspace_id", "external_id"), Index(None, "linked_to"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    external_id: Mapped[str]
    name: Mapped[str]
    linked_to: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """The account that speaks for this person; None: this one does."""


class League(Table):
    __tablename__ = "leagues"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    code: Mapped[str] = mapped_column(Text, unique=True)
    """What another channel types to join."""
    settings: Mapped[dict[str, Any]]
    paused_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    rounds_asked: Mapped[int] = mapped_column(default=0)
    """Rounds numbered so far."""


class Channel(Table):
    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("workspace_id", "external_id"), Index(None, "league_id"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"))
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"))
    external_id: Mapped[str]
    zone: Mapped[str]
    admin_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """Who set it up; hears of trouble."""
    lost_at: Mapped[datetime | None]
    """Since when we cannot post there."""


class Team(Table):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("league_id", "name"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"), unique=True)
    """The channel whose players are on this team unless they choose another."""
    name: Mapped[str]


class Player(Table):
    __tablename__ = "players"
    __table_args__ = (
        UniqueConstraint("league_id", "person_id"),
        Index(None, "person_id"),
        Index(
            "ix_players_hidden",
            "league_id",
            sqlite_where=text("hidden = 1"),
            postgresql_where=text("hidden"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    """Where they joined: if its post fails, the round is excused for them."""
    hidden: Mapped[bool] = mapped_column(default=False)
    joined_number: Mapped[int]
    """The first round that counts for them."""
    ability: Mapped[float] = mapped_column(default=0.0)
    """In logits, see `bot.quiz.ratings`."""
    rated: Mapped[int] = mapped_column(default=0)
    """How many answers shaped the ability."""


class Membership(Table):
    """On which team a player is, from a round on until the next row."""

    __tablename__ = "memberships"
    player_id: Mapped[int] = mapped_column(ForeignKey("players.id"), primary_key=True)
    since_number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)


class Away(Table):
    """Days off of a player, both ends included."""

    __tablename__ = "aways"
    player_id: Mapped[int] = mapped_column(ForeignKey("players.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date]


class Round(Table):
    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("league_id", "day", "slot"),
        UniqueConstraint("league_id", "number"),
        Index(
            "ix_rounds_unsettled",
            "id",
            sqlite_where=text("unsettled = 1"),
            postgresql_where=text("unsettled"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"))
    day: Mapped[date]
    slot: Mapped[int]
    """0 is the day's scheduled round; bonus rounds count up from 1."""
    number: Mapped[int | None]
    """Order in the league's history; given when the question is chosen."""
    question_id: Mapped[str | None]
    concept: Mapped[str | None]
    topic: Mapped[str | None]
    difficulty: Mapped[int | None]
    snapshot: Mapped[str | None]
    """The question as asked (`bot.quiz.question.Question.to_json`)."""
    play: Mapped[dict[str, Any] | None]
    """How the league was played when it was asked: later settings change no open or past round."""
    excused: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None]
    unsettled: Mapped[bool] = mapped_column(default=False)
    """An answer of it changed after settling: the league has to be rebuilt."""


class Post(Table):
    """A round's message in one channel: what is due when, and what was delivered."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("round_id", "channel_id"),
        UniqueConstraint("channel_id", "message_id"),
        Index("ix_posts_channel_id_due_at", "channel_id", "due_at"),
        Index(
            "ix_posts_wake_at",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    step: Mapped[Step | None]
    wake_at: Mapped[datetime | None]
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    """Seconds since 1970 by the database's clock; somebody works on it until then."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the present step was claimed."""
    message_id: Mapped[str | None]
    thread_id: Mapped[str | None]
    posted_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When its reactions and replies were last read back."""
    closed_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]
    reveal_id: Mapped[str | None]
    """The message that shows the answer."""
    skipped: Mapped[str | None]
    """Why it was never posted, in words."""


class Given(Table):
    """What somebody did to answer a round: only ever added to (see `bot.quiz.answers`)."""

    __tablename__ = "given"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    source: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(primary_key=True)
    """Empty: taken back."""
    sure: Mapped[bool] = mapped_column(default=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))


class Answer(Table):
    """A player's answer of record with its verdict; written when the round is settled."""

    __tablename__ = "answers"
    __table_args__ = (
        Index(None, "player_id", "round_id"),
        Index(
            "ix_answers_ruling_id",
            "ruling_id",
            sqlite_where=text("ruling_id IS NOT NULL"),
            postgresql_where=text("ruling_id IS NOT NULL"),
        ),
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    player_id: Mapped[int] = mapped_column(ForeignKey("players.id"), primary_key=True)
    text: Mapped[str]
    verdict: Mapped[str] = mapped_column(String(16))
    score: Mapped[float]
    points: Mapped[int]
    """Tenths of a point."""
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("rulings.id"))
    """What people ruled on it, or are asked to."""


class TeamResult(Table):
    """What a settled round was for a team, as the reveal tells it."""

    __tablename__ = "team_results"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    points: Mapped[int]
    """Tenths of a point."""
    answered: Mapped[int]
    streak: Mapped[int]
    """After the round."""
    kept: Mapped[bool]
    froze: Mapped[bool]
    needed: Mapped[int]
    """How many answers would have kept the day."""
    ended: Mapped[int]
    """The length of the streak that ended with the round; 0 if none did."""


class Total(Table):
    """Kept totals of a window, such as "week:2026-W47"; changed only when a round settles."""

    __tablename__ = "totals"
    __table_args__ = (Index(None, "league_id", "window", "kind", "points"),)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"), primary_key=True)
    window: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    points: Mapped[int]
    answered: Mapped[int]
    received: Mapped[int]


class Streak(Table):
    """A player's or team's state after the last settled round: a cache of history."""

    __tablename__ = "streaks"
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"), primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    current: Mapped[int]
    best: Mapped[int]
    freezes: Mapped[int]
    joined: Mapped[int]
    last_answered: Mapped[int | None]
    received: Mapped[int]
    answered: Mapped[int]


class Digest(Table):
    """The summary of a week or season in one channel; posted once a period."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("channel_id", "period"),
        Index(
            "ix_digests_wake_at",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    period: Mapped[str] = mapped_column(String(32))
    wake_at: Mapped[datetime | None]
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str | None]


class QuestionRating(Table):
    __tablename__ = "question_ratings"
    question_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    difficulty: Mapped[float]
    """In logits, see `bot.quiz.ratings`."""
    rated: Mapped[int]


class Practice(Table):
    """Somebody's practice session: the question that waits, and how many follow."""

    __tablename__ = "practices"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), unique=True)
    topic: Mapped[str]
    left: Mapped[int]
    serial: Mapped[int]
    """Which question of the session waits; an answer to another is too late."""
    right: Mapped[int]
    snapshot: Mapped[str | None]
    asked_at: Mapped[datetime]


class Card(Table):
    """A person's spaced-repetition memory of one question (FSRS)."""

    __tablename__ = "cards"
    __table_args__ = (Index(None, "person_id", "due_at"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    topic: Mapped[str]
    memory: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]


class LinkCode(Table):
    """A one-time code that proves that two accounts are one person."""

    __tablename__ = "link_codes"
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    expires_at: Mapped[datetime]


class Report(Table):
    """Somebody says that something is wrong with a question."""

    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    question_id: Mapped[str | None]
    text: Mapped[str]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    """When an admin had looked after it."""
