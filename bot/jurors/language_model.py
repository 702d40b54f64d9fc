"""A language model behind an OpenAI-compatible endpoint, asked where the grader is unsure."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.db.engine import Database
from bot.db.queries import model_calls
from bot.grading.grade import grade
from bot.grading.result import Grade, Verdict
from bot.jurors import prompt
from bot.jurors.merging import merged
from bot.quiz.question import Form, Question
from bot.quiz.rubric import Rubric
from bot.settings import Settings

log = structlog.get_logger()

_SECONDS = 20.0
_MOST_BYTES = 64 * 1024
"""Of a reply; what we ask for takes two."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is, and how often it may be asked."""

    url: str
    """Without a closing slash; `/chat/completions` comes behind it."""
    model: str
    key: str = field(default="", repr=False)
    calls_a_day: int = 200
    seconds: float = _SECONDS


class _NoOpinion(Exception):
    """Why there is none; never a word of what was asked or said."""


class _NoCallsLeft(Exception):
    """It was asked as often today as it may be."""


class LanguageModel:
    """A juror (see `bot.service.means`)."""

    def __init__(self, endpoint: Endpoint, database: Database, session: ClientSession) -> None:
        self._endpoint, self._database, self._session = endpoint, database, session
        self._told_on: date | None = None

    async def grade(self, question: Question, answer: str, now: datetime) -> Grade | None:
        """What it says of an answer that the grader leaves unsure for its content.

        None, and a line in the log: it has no opinion, or may not be asked. None, and none: it is
        not asked, as there is no rubric, the grader is sure, or a gate doubts the answer.
        """
        rubric, own = question.key.rubric, own_grade(question, answer)
        if rubric is None or own is None:
            return None
        try:
            reply = prompt.read(await self._asked(question, rubric, answer, now), rubric)
        except _NoCallsLeft:
            self._tell_once(now.date())
            return None
        except (_NoOpinion, prompt.Malformed) as trouble:
            log.warning("no opinion", action="juror_no_opinion", reason=str(trouble))
            return None
        return merged(rubric, own, reply, answer)

    def _tell_once(self, day: date) -> None:
        if self._told_on != day:
            self._told_on = day
            log.warning("asked no more today", action="juror_no_calls_left")

    async def _asked(self, question: Question, rubric: Rubric, answer: str, now: datetime) -> str:
        """What the model replies. Raises `_NoOpinion` or `_NoCallsLeft`."""
        async with self._database.write() as session:
            may_ask = await model_calls.take(session, now.date(), self._endpoint.calls_a_day)
        if not may_ask:
            raise _NoCallsLeft
        body = {
            # No temperature: some endpoints refuse any, and the scorer bears the differences.
            "model": self._endpoint.model,
            "messages": prompt.messages(question, rubric, answer),
        }
        try:
            return _content(await self._posted(body))
        except TimeoutError:
            raise _NoOpinion(f"no reply within {self._endpoint.seconds:g} seconds") from None
        except ClientError as error:
            raise _NoOpinion(f"no connection: {type(error).__name__}") from None

    async def _posted(self, body: object) -> bytes:
        headers = {"Authorization": f"Bearer {self._endpoint.key}"} if self._endpoint.key else {}
        async with self._session.post(
            f"{self._endpoint.url}/chat/completions",
            json=body,
            headers=headers,
            timeout=ClientTimeout(total=self._endpoint.seconds),
            allow_redirects=False,  # answers go to the address that was set, and nowhere else
        ) as response:
            if response.status != 200:
                raise _NoOpinion(f"HTTP status {response.status}")
            return await _limited(response)


def own_grade(question: Question, answer: str) -> Grade | None:
    """The grader's verdict, if it is one about which a model is asked."""
    if question.face.form is not Form.FREE_TEXT or question.key.rubric is None:
        return None
    own = grade(question, answer)
    is_asked = own.verdict is Verdict.UNSURE and not own.gate
    return own if is_asked and len(own.findings) == len(question.key.rubric.points) else None


async def _limited(response: ClientResponse) -> bytes:
    found = bytearray()
    async for chunk in response.content.iter_chunked(8192):
        found += chunk
        if len(found) > _MOST_BYTES:
            raise _NoOpinion("the reply is too long")
    return bytes(found)


def _content(body: bytes) -> str:
    """What the first choice says."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise _NoOpinion("the reply is none of a chat endpoint") from None
    if not isinstance(content, str):
        raise _NoOpinion("it refused")
    return content


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint that the settings name, if any."""
    if not settings.llm_url:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    return Endpoint(settings.llm_url, settings.llm_model, key, settings.llm_calls_a_day)


@asynccontextmanager
async def opened(
    endpoint: Endpoint | None, database: Database
) -> AsyncIterator[LanguageModel | None]:
    """The juror until the block ends; None where no endpoint is set."""
    if endpoint is None:
        yield None
        return
    async with ClientSession() as session:
        yield LanguageModel(endpoint, database, session)
