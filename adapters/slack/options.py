"""What an operator decides about Slack."""

from dataclasses import dataclass

API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Options:
    """Which app we are, and how Slack reaches us; secrets are not shown when this is printed."""

    bot_token: str = ""
    """xoxb-…: we serve the one workspace that it belongs to."""
    app_token: str = ""
    """xapp-…: Slack reaches us through sockets that we open."""
    signing_secret: str = ""
    """Proves that a request comes from Slack."""
    client_id: str = ""
    """With it any workspace may install us."""
    client_secret: str = ""
    token_keys: tuple[str, ...] = ()
    """Fernet keys for the tokens of installed workspaces; the first encrypts, all decrypt."""
    public_url: str = ""
    """Where the web can reach us, such as https://quiz.example.com, for installing."""
    api: str = API
    """The Web API's address, with its closing slash."""
    reactions: bool = True
    """May reactions be answers? If not, workspaces are not asked for the permission."""
    threads: bool = True
    """May thread replies be answers? If not, workspaces are not asked for the permission."""
    connections: int = 2
    """Sockets to hold open, so that one may break unnoticed."""

    def __repr__(self) -> str:
        return f"Options({'one workspace' if self.bot_token else 'any workspace'}, {self.api})"

    @property
    def by_socket(self) -> bool:
        return bool(self.app_token)

    @property
    def installs(self) -> bool:
        """Do workspaces install us by themselves?"""
        return bool(self.client_id)
