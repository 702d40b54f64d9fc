"""Second opinions as an operator meets them: on the command line, at the start, in the doctor."""

import asyncio
import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.settings import Settings
from tests.commands import quizstreak, started, wait_for_action
from tests.tiny_model import made

PACK = "name: small\ntitle: Small\nversion: 1.0.0\nlicence: CC0-1.0\n"
QUESTION = """
- id: evaluation.bagging.001
  version: 1
  status: live
  form: free-text
  topic: evaluation
  concept: bagging
  facet: effect
  difficulty: 2
  cognitive: explain
  stem: What does bagging do, and how? (at most 300 characters)
  rubric:
    reference: averaging reduces the variance
    points:
      - {id: samples, text: models see bootstrap samples, hint: What do they see?,
         say: ["see bootstrap|resampled sample"]}
      - {id: variance, text: averaging reduces the variance, hint: Which part shrinks?,
         required: true, say: ["reduce|lower variance", "variance drop|shrink"]}
  explanation: Averaging models that err apart from one another evens out their errors.
  references: ["Breiman 1996"]
"""
NAME = "evaluation.bagging.001"
LIKE = "averaging reduces the noise"
"""Much like the model answer by the tiny model, though the grader finds no point in it."""


@pytest.fixture
def pack(tmp_path: Path) -> str:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "bagging.yaml").write_text(QUESTION)
    return str(folder)


def explained(folder: Path, *words: str, **settings: str) -> str:
    run = quizstreak(folder, "grade", NAME, *words, **settings)
    assert run.returncode == 0, run.stderr
    return run.stdout


@contextmanager
def endpoint() -> Iterator[str]:
    """One that finds the first word of the answer to say the second point."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            quote = body["messages"][1]["content"].splitlines()[-2].split()[0]
            said = {"points": [{"id": n, "verdict": "hit", "quote": quote} for n in (1, 2)]}
            reply = json.dumps({"choices": [{"message": {"content": json.dumps(said)}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


def test_a_sentence_model_leaves_a_verdict_to_people(tmp_path: Path, pack: str) -> None:
    model = made(tmp_path)
    alone = explained(tmp_path, LIKE, QUIZSTREAK_PACKS=pack)
    both = explained(tmp_path, LIKE, QUIZSTREAK_PACKS=pack, QUIZSTREAK_EMBED_MODEL=str(model))
    assert "incorrect, score 0.00" in alone
    assert "unsure, score 0.00" in both
    assert "If it had to say: incorrect." in both


def test_a_language_model_is_asked_where_the_grader_is_unsure(
    tmp_path: Path, pack: str, sqlite_url: str
) -> None:
    settings = {
        "QUIZSTREAK_PACKS": pack,
        "QUIZSTREAK_DATABASE_URL": sqlite_url,
        "QUIZSTREAK_EMBED_MODEL": str(made(tmp_path)),
        "QUIZSTREAK_LLM_MODEL": "small",
    }
    with endpoint() as url:
        told = explained(tmp_path, LIKE, "--llm", **settings, QUIZSTREAK_LLM_URL=url)
        sure = explained(tmp_path, "No idea.", "--llm", **settings, QUIZSTREAK_LLM_URL=url)
    assert "The language model: correct, score 1.00\n" in told
    assert len(re.findall(r"^  \+ \w+: hit “averaging", told, re.MULTILINE)) == 2
    assert sure.endswith("is asked only where the grader is unsure for the content.\n")
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as rows:
        assert rows.execute("SELECT calls FROM model_calls").fetchall() == [(1,)]


def test_without_a_language_model_the_option_is_refused(tmp_path: Path, pack: str) -> None:
    run = quizstreak(tmp_path, "grade", NAME, LIKE, "--llm", QUIZSTREAK_PACKS=pack)
    assert run.returncode == 1
    assert run.stderr == (
        "quizstreak: No language model is set up: set QUIZSTREAK_LLM_URL, or leave --llm out.\n"
    )


def test_a_bad_model_file_ends_the_start_in_one_sentence(tmp_path: Path, sqlite_url: str) -> None:
    model = made(tmp_path)
    model.write_bytes(b"<html>404</html>")
    run = quizstreak(
        tmp_path, "serve", QUIZSTREAK_DATABASE_URL=sqlite_url, QUIZSTREAK_EMBED_MODEL=str(model)
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"quizstreak: QUIZSTREAK_EMBED_MODEL: {model} cannot be used (")
    assert run.stderr.count("\n") == 1


def test_a_process_begins_with_both(tmp_path: Path, sqlite_url: str) -> None:
    settings = {
        "QUIZSTREAK_DATABASE_URL": sqlite_url,
        "QUIZSTREAK_EMBED_MODEL": str(made(tmp_path)),
        "QUIZSTREAK_LLM_URL": "http://127.0.0.1:9/v1",
        "QUIZSTREAK_LLM_MODEL": "small",
    }
    with started(tmp_path, "serve", **settings):
        assert wait_for_action(tmp_path, "web_started")


async def found(**settings: object) -> list[str]:
    return [str(one) for one in await examine(lambda: Settings.model_validate(settings))]


async def test_the_doctor_tries_the_model_and_tells_where_answers_go(tmp_path: Path) -> None:
    model = await asyncio.to_thread(made, tmp_path)
    lines = await found(embed_model=model, llm_url="https://llm.example.com/v1", llm_model="small")
    assert f"✓ grading: the model in {model} gives a second opinion" in lines
    assert "✓ grading: answers that stay unsure go to llm.example.com, 200 a day at most" in lines
    model.write_bytes(b"")
    [wrong] = [line for line in await found(embed_model=model) if "grading" in line]
    assert wrong.startswith(f"✗ grading: QUIZSTREAK_EMBED_MODEL: {model} cannot be used (")


async def test_the_doctor_says_nothing_of_what_is_off() -> None:
    assert [line for line in await found() if "grading" in line] == []
