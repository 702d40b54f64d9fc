"""What an admin does in tests, and what then is in the database."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.chat.content import Action, Content, Form
from bot.chat.places import Place
from bot.db.tables import Channel, League, Post, Round, Team
from bot.handlers import asking, leagues
from bot.messages import settings_forms as forms
from bot.quiz.league import LeagueSettings
from tests.builders import MONDAY, Scene
from tests.limits import buttons, faults_of, text_of

COMMANDS = {**leagues.COMMANDS, **asking.COMMANDS}
NEEDING_A_LEAGUE = ("settings", "pause", "resume", "skip", "now", "next")
NINE = MONDAY.replace(hour=9)
DAY = timedelta(days=1)


async def give(stage: Scene, text: str, place: Place | None = None) -> str:
    """What a command is answered with; it fits every platform."""
    content = await stage.command(COMMANDS, text, place=place)
    assert faults_of(content) == []
    return text_of(content)


async def set_up(stage: Scene, place: Place | None = None, **values: str) -> Content:
    sent = {**forms.setup_values(), **values}
    return await stage.submit(leagues.FORMS, Action(forms.SETUP), sent, place=place)


async def send(stage: Scene, verb: str, values: dict[str, str]) -> str:
    content = await stage.submit(leagues.FORMS, Action(verb), values)
    assert faults_of(content) == []
    return text_of(content)


async def settings_of(stage: Scene) -> LeagueSettings:
    async with stage.means.database.read() as session:
        return LeagueSettings.from_data(
            (await session.scalars(select(League.settings).order_by(League.id))).first() or {}
        )


async def code_of(stage: Scene) -> str:
    async with stage.means.database.read() as session:
        return (await session.scalars(select(League.code).order_by(League.id))).all()[0]


async def count(stage: Scene, table: type[League | Channel | Team | Post | Round]) -> int:
    async with stage.means.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def planned(stage: Scene) -> list[datetime]:
    async with stage.means.database.read() as session:
        waiting = select(Post.due_at).where(Post.wake_at.is_not(None), Post.message_id.is_(None))
        return sorted((await session.scalars(waiting)).all())


def form_of(content: Content, label: str) -> Form:
    form = buttons(content)[label]
    assert isinstance(form, Form)
    return form
