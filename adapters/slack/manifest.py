"""The app manifest: what Slack must know of us, with no permission that we do not use. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.commands import SHORTCUTS

COMMAND = "/quiz"
EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"
_HISTORY = ("channels:history", "groups:history", "im:history")

METHODS: Mapping[str, tuple[str, ...]] = {
    "apps.connections.open": (),
    "auth.revoke": (),
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _HISTORY,
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.join": ("channels:join",),
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "oauth.v2.access": (),
    "reactions.add": ("reactions:write",),
    "reactions.get": ("reactions:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
}
"""Every method that we call, with the permissions (scopes) of the bot that it takes."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""Every event that we subscribe to, with the permissions that it takes."""

_THREADS = frozenset({"channels:history", "groups:history"})
_REACTIONS = frozenset({"reactions:read"})
_EITHER = frozenset({"reactions:write"})
"""Reactions are seeded under a question, and they tell who replied that the reply counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the app is to be: `url` empty means Socket Mode, else where Slack reaches us."""

    url: str = ""
    command: str = COMMAND
    reactions: bool = True
    threads: bool = True
    rotation: bool = False

    def __post_init__(self) -> None:
        """Raise `ValueError` with a sentence for what Slack would refuse."""
        if not re.fullmatch(r"/[a-z0-9_-]{1,31}", self.command):
            raise ValueError(
                f"“{self.command}” is no command: write a slash and up to 31 small letters,"
                " digits, - or _."
            )
        if self.url and not self.url.startswith("https://"):
            raise ValueError(f"“{self.url}” cannot be used: Slack wants an https:// address.")
        if self.rotation and not self.url:
            raise ValueError(
                "In Socket Mode the bot's token stands in the settings, so it must not change:"
                " leave --rotate-tokens out, or add --http."
            )


def scopes(*, reactions: bool = True, threads: bool = True) -> list[str]:
    """The permissions of the bot, in order of the alphabet."""
    used = {"commands"}.union(*METHODS.values(), *EVENTS.values())
    return sorted(used - _left_out(reactions, threads))


def events(*, reactions: bool = True, threads: bool = True) -> list[str]:
    """The events to subscribe to: those whose permissions are asked for."""
    left_out = _left_out(reactions, threads)
    return [name for name, needs in EVENTS.items() if not left_out & set(needs)]


def _left_out(reactions: bool, threads: bool) -> frozenset[str]:
    left_out = frozenset[str]()
    if not reactions:
        left_out |= _REACTIONS
    if not threads:
        left_out |= _THREADS
    if not reactions and not threads:
        left_out |= _EITHER
    return left_out


def manifest(wanted: Wanted) -> dict[str, Any]:
    """What to paste at api.slack.com/apps, “From a manifest”."""
    bot = scopes(reactions=wanted.reactions, threads=wanted.threads)
    oauth: dict[str, Any] = {"scopes": {"bot": bot}}
    if wanted.url:
        oauth["redirect_urls"] = [wanted.url.rstrip("/") + REDIRECT_PATH]
    return {
        "display_information": {
            "name": "Quizstreak",
            "description": "A daily machine-learning interview quiz with team streaks",
            "background_color": "#1d3557",
        },
        "features": _features(wanted),
        "oauth_config": oauth,
        "settings": _settings(wanted),
    }


def _features(wanted: Wanted) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Quizstreak", "always_online": True},
        "shortcuts": list(_shortcuts()),
        "slash_commands": [
            {
                "command": wanted.command,
                **_address(wanted, "url"),
                "description": "The daily quiz: practise, see streaks, set it up",
                "usage_hint": "help | practice | leaderboard | streak | setup",
                "should_escape": False,
            }
        ],
    }


def _shortcuts() -> Iterator[dict[str, str]]:
    for shortcut in SHORTCUTS:
        yield {
            "name": shortcut.label,
            "type": "message",
            "callback_id": shortcut.name,
            "description": f"{shortcut.label}: Quizstreak brings the question back",
        }


def _settings(wanted: Wanted) -> dict[str, Any]:
    names = events(reactions=wanted.reactions, threads=wanted.threads)
    return {
        "event_subscriptions": {**_address(wanted, "request_url"), "bot_events": names},
        "interactivity": {"is_enabled": True, **_address(wanted, "request_url")},
        "org_deploy_enabled": bool(wanted.url),
        "socket_mode_enabled": not wanted.url,
        "token_rotation_enabled": wanted.rotation,
    }


def _address(wanted: Wanted, name: str) -> dict[str, str]:
    return {name: wanted.url.rstrip("/") + EVENTS_PATH} if wanted.url else {}
