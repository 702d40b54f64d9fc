"""The tables of Slack installations: slack_sdk's own, and two of ours. A migration makes them."""

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, String, Table, Text

METADATA = MetaData()
BOTS = AsyncSQLAlchemyInstallationStore.build_bots_table(METADATA, "slack_bots")
INSTALLATIONS = AsyncSQLAlchemyInstallationStore.build_installations_table(
    METADATA, "slack_installations"
)
STATES = AsyncSQLAlchemyOAuthStateStore.build_oauth_states_table(METADATA, "slack_oauth_states")
BOT_TOKENS = ("bot_token", "bot_refresh_token")
USER_TOKENS = ("user_token", "user_refresh_token")
SECRETS = {BOTS: BOT_TOKENS, INSTALLATIONS: BOT_TOKENS + USER_TOKENS}
"""The columns that hold tokens."""
for _table, _names in SECRETS.items():
    for _name in _names:
        # Encrypted, a token is longer than the 200 characters that slack_sdk has room for.
        _table.c[_name].type = Text()

TEAMS = Table(
    "slack_teams",
    METADATA,
    Column("team_id", String(32), primary_key=True),
    Column("enterprise_id", String(32), nullable=False, index=True),
)
"""Which organisation a workspace belongs to."""
ROTATIONS = Table(
    "slack_rotations",
    METADATA,
    Column(
        "bot_row_id",
        Integer,
        ForeignKey(BOTS.c.id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("leased_until", DateTime, nullable=False),
)
"""Whose token is being renewed; UTC without a zone, as slack_sdk keeps its instants."""
