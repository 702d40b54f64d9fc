"""The link asks for what we use, and for nothing else."""

import base64
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.invite import PERMISSIONS, TIDYING, application_of, link

PAGE = Path(__file__).parents[3] / "docs/discord.md"
DANGEROUS = (
    "administrator",
    "ban_members",
    "kick_members",
    "manage_channels",
    "manage_guild",
    "manage_messages",
    "manage_roles",
    "manage_webhooks",
    "mention_everyone",
    "moderate_members",
)


def asked(address: str) -> dict[str, str]:
    """The parameters of the link, as a browser sends them."""
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}


def granted(address: str) -> set[str]:
    bits = discord.Permissions(int(asked(address)["permissions"]))
    return {name for name, is_granted in bits if is_granted}


def test_exactly_the_permissions_of_the_table_are_asked_for() -> None:
    names = {one.name.lower().replace(" ", "_") for one in PERMISSIONS}
    # The library has the first one under what it allowed in earlier years.
    assert granted(link("1")) == names - {"view_channels"} | {"read_messages"}
    assert len(names) == len(PERMISSIONS) == 9


def test_nothing_dangerous_is_asked_for() -> None:
    assert granted(link("1")) & set(DANGEROUS) == set()


def test_locking_is_left_out_when_it_is_not_wanted() -> None:
    assert granted(link("1")) - granted(link("1", locking=False)) == {"manage_threads"}


def test_managing_messages_is_asked_for_only_when_it_is_wanted() -> None:
    assert granted(link("1", tidying=True)) - granted(link("1")) == {"manage_messages"}
    neither = granted(link("1", locking=False, tidying=True))
    assert "manage_threads" not in neither


def test_the_bot_comes_with_its_commands() -> None:
    found = asked(link("42"))
    assert (found["client_id"], found["scope"]) == ("42", "bot applications.commands")
    assert link("42").startswith("https://discord.com/oauth2/authorize?")


@pytest.mark.parametrize("id", ["", "me", "１２", "4 2", "42&scope=bot"])
def test_what_is_no_id_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="is no application's id: copy it from"):
        link(id)


@pytest.mark.parametrize("id", ["9", "99", "999", "1234567890123456789"])
def test_the_application_is_read_from_the_token(id: str) -> None:
    first = base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")
    assert application_of(f"{first}.hush.hush") == id


@pytest.mark.parametrize("token", ["", "emulated.discord.token", "é.a.b", "a.b.c", "====.b.c"])
def test_a_token_without_an_id_has_no_application(token: str) -> None:
    assert application_of(token) is None


def test_the_page_says_of_each_permission_why() -> None:
    table = PAGE.read_text(encoding="utf-8").split("## What the bot may do, and why")[1]
    rows = re.findall(r"^\| ([A-Z][\w ]+) \| \S", table.split("\n## ")[0], re.MULTILINE)
    assert sorted(rows) == sorted(one.name for one in (*PERMISSIONS, TIDYING))
