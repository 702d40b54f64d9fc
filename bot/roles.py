"""The roles that processes may share among them, and which settings fit them."""

from enum import StrEnum

from bot.settings import Settings, SettingsTrouble


class Role(StrEnum):
    """A part of the work that one process may do alone.

    Whatever its roles, a process can speak in every configured chat; roles say what it hears.
    """

    PLAYGROUND = "playground"
    CLOCK = "clock"
    """The alarm rings: what is due is posted, closed and revealed."""
    WEB = "web"
    """HTTP is served; an app of Slack without Socket Mode hears by it."""
    SLACK = "slack"
    """The sockets of Socket Mode are open."""
    DISCORD = "discord"
    """Discord's gateway is open."""


EVERY_ROLE = frozenset(Role)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_CHATS = frozenset({Role.PLAYGROUND, Role.SLACK, Role.DISCORD})


def named(text: str) -> frozenset[Role]:
    """The roles of a list with commas; none named: all. Raises `SettingsTrouble`."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in EVERY_ROLE:
            known = ", ".join(Role)
            raise SettingsTrouble(f"--only names “{name}”: the roles are {known}.")
    return frozenset(map(Role, names)) or EVERY_ROLE


def check(settings: Settings, roles: frozenset[Role]) -> None:
    """Raise `SettingsTrouble` if a process with these roles cannot do what the settings ask."""
    if settings.playground:
        _check_playground(settings, roles)
    elif (
        roles <= _CHATS and not hears_slack(settings, roles) and not hears_discord(settings, roles)
    ):
        raise SettingsTrouble(_idle(settings, roles))


def hears_slack(settings: Settings, roles: frozenset[Role]) -> bool:
    """Do Slack's events come to a process with these roles?"""
    if settings.slack_app_token:
        return Role.SLACK in roles
    return Role.WEB in roles and bool(settings.slack_bot_token or settings.slack_client_id)


def hears_discord(settings: Settings, roles: frozenset[Role]) -> bool:
    """Do Discord's events come to a process with these roles?"""
    return bool(settings.discord_token) and Role.DISCORD in roles


def _check_playground(settings: Settings, roles: frozenset[Role]) -> None:
    if roles != EVERY_ROLE:
        raise SettingsTrouble(
            "The playground lives in one process with clock and web: leave --only out,"
            " or set QUIZSTREAK_PLAYGROUND=false."
        )
    if settings.host not in LOOPBACK:
        raise SettingsTrouble(
            f"QUIZSTREAK_HOST is “{settings.host}”, but the playground asks nobody who they are"
            " and is for this machine only: write 127.0.0.1, or set QUIZSTREAK_PLAYGROUND=false."
        )


def _idle(settings: Settings, roles: frozenset[Role]) -> str:
    nothing = "This process would do nothing: "
    if Role.SLACK in roles and (settings.slack_bot_token or settings.slack_client_id):
        return (
            f"{nothing}without QUIZSTREAK_SLACK_APP_TOKEN Slack reaches us by HTTP, so give it the"
            " role web."
        )
    return f"{nothing}{', or '.join(_WANTED[role] for role in _WANTED if role in roles)}."


_WANTED = {
    Role.SLACK: (
        "set QUIZSTREAK_SLACK_APP_TOKEN and QUIZSTREAK_SLACK_BOT_TOKEN to open sockets to Slack"
    ),
    Role.DISCORD: "set QUIZSTREAK_DISCORD_TOKEN to open Discord's gateway",
    Role.PLAYGROUND: "set QUIZSTREAK_PLAYGROUND=true to serve it",
}
"""Of roles that hear a chat: what it takes."""
