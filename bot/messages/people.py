"""What a member reads about themselves: streak, points, days off."""

from bot.chat.content import Content, Text


def no_league() -> Content:
    """There is no quiz where they asked."""
    return Content(
        "No quiz here yet.",
        Text("No quiz runs in this channel yet. Whoever manages it starts one with `/quiz setup`."),
    )
