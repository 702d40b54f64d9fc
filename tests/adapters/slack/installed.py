"""Installations as Slack would tell them, for tests."""

from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.options import Options

KEY = Fernet.generate_key().decode()
OLDER_KEY = Fernet.generate_key().decode()
OPTIONS = Options(
    client_id="1.2",
    client_secret="shh",
    token_keys=(KEY,),
    public_url="https://quiz.example.com",
)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def installation(
    team: str | None = "T1", enterprise: str | None = None, **more: Any
) -> Installation:
    """What the app got when `team`, or the organisation, installed it on that Monday."""
    told = {
        "app_id": "A1",
        "enterprise_id": enterprise,
        "team_id": team,
        "team_name": "Acme",
        "bot_token": f"xoxb-{team}-first",
        "bot_id": "B1",
        "bot_user_id": "U0BOT",
        "bot_scopes": "chat:write,commands",
        "user_id": "U1",
        "is_enterprise_install": team is None,
        "installed_at": MONDAY,
    }
    return Installation(**{**told, **more})
