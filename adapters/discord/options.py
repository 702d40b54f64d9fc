"""What an operator decides about Discord."""

from dataclasses import dataclass, field

API = "https://discord.com/api/v10"
REQUESTS_PER_SECOND = 48.0
"""A little less than the fifty that a bot may send."""


@dataclass(frozen=True, slots=True)
class Options:
    """Which bot we are, and how we talk to Discord."""

    token: str = field(repr=False)
    api: str = API
    gateway: str = ""
    """The gateway's address; empty: Discord tells it."""
    message_content: bool = False
    """Ask for the privileged intent that lets us read thread replies which do not ping us."""
    shard_ids: tuple[int, ...] = ()
    """Those of this process; empty: all."""
    shard_count: int | None = None
    """Of all processes together; None: as many as Discord recommends."""
    requests_per_second: float = REQUESTS_PER_SECOND
    """This process's part of the bot's limit."""
    tidy_reactions: bool = False
    """Ask servers for the permission to take people's reactions off."""
