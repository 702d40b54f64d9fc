"""What an admin is told when something went wrong: once, in words, with the remedy."""

from datetime import datetime

from bot.chat.content import Content, Text, When

TOO_LATE = "I was away when it was due, and too little of its time was left afterwards."
NO_QUESTION = "No question fits this league's topics. Choose more topics in `/quiz settings`."
PLACE_GONE = "I can't post in that channel any more. Invite me again and give `/quiz resume` there."


def not_posted(due_at: datetime, reason: str) -> Content:
    """A question that was due was left out; the day is excused."""
    return Content(
        "A question was not posted.",
        Text("The question that was due ", When(due_at), " was not posted. ", reason),
        Text("The day counts for nobody: streaks stay as they are."),
    )
