"""The roles that processes may share among them, and which settings fit them."""

from enum import StrEnum

from bot.settings import Settings, SettingsTrouble


class Role(StrEnum):
    """A part of the work that one process may do alone."""

    PLAYGROUND = "playground"
    CLOCK = "clock"
    WEB = "web"


EVERY_ROLE = frozenset(Role)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


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
    if not settings.playground:
        if roles == {Role.PLAYGROUND}:
            raise SettingsTrouble(
                "This process would do nothing: set QUIZSTREAK_PLAYGROUND=true to serve it."
            )
        return
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
