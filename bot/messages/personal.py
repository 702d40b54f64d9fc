"""What a member reads about their accounts and data: linking, forgetting, exporting, reporting."""

from collections.abc import Sequence

from bot.chat.content import (
    CODE_LIMIT,
    Action,
    Block,
    Button,
    Buttons,
    Code,
    Content,
    Entry,
    Form,
    Small,
    Text,
    Title,
)
from bot.messages import words

FORGET, KEEP, EXPORT, REPORT = "forget", "keep", "export", "report-form"
_BLOCKS_SHOWN = 3


def code(code: str) -> Content:
    """A link code, for its reader alone."""
    return Content(
        "Your link code.",
        Text(f"Your code is **{code}**, good for ten minutes and one use."),
        Text(f"Give `/quiz link {code}` with your other account, and the two are one player."),
        Small("Show it to nobody: whoever uses it plays as you."),
    )


def linked() -> Content:
    return Content(
        "Linked.",
        Text("Your two accounts are one player now: one streak, one line on the leaderboard."),
    )


def unknown_code() -> Content:
    return Content(
        "I don't know that code.",
        Text(
            "I don't know that code, or it was used. "
            "`/quiz link` with the other account gives a new one."
        ),
    )


def expired_code() -> Content:
    return Content(
        "That code is too old.",
        Text(
            "That code is older than ten minutes. "
            "`/quiz link` with the other account gives a new one."
        ),
    )


def own_code() -> Content:
    return Content(
        "That code is your own.",
        Text("That code is this account's own. Give it with your *other* account."),
    )


def already_linked() -> Content:
    return Content("Linked already.", Text("These two accounts are one player already."))


def forget() -> Content:
    """Asks whether they are sure."""
    return Content(
        "Shall I forget you?",
        Title("Shall I forget you?"),
        Text(
            "I delete your name, what you answered, your practice, your codes, your days off"
            " ahead and what you suggested that still waits, for all your linked accounts. What"
            " your team earned with you stays, as nobody's. Nobody can undo this."
        ),
        Text("To get your data first, give `/quiz export me`."),
        Small(
            "Reactions and replies that you leave under an open question count as a new player's:"
            " take them away first."
        ),
        Buttons(
            (Button("Forget me", Action(FORGET), primary=True), Button("Keep me", Action(KEEP)))
        ),
    )


def forgotten() -> Content:
    return Content(
        "Forgotten.",
        Text("Done: I don't know you any more. If you answer again, you start as somebody new."),
    )


def kept() -> Content:
    return Content("All stays as it is.", Text("Good, all stays as it is."))


def unknown_person() -> Content:
    return Content("I know nothing of you.", Text("I know nothing of you: there is nothing kept."))


def export(lines: Sequence[str], first: int) -> Content:
    """A page of somebody's data, a line of JSON for each record; `first` is its first block."""
    blocks = chunks(lines)
    page = blocks[first : first + _BLOCKS_SHOWN]
    left = len(blocks) - first - len(page)
    return Content(
        f"Your data: {words.count(len(lines), 'record')}.",
        Title("What I know of you"),
        Text(f"{words.count(len(lines), 'record')}, newest first, each a line of JSON:"),
        *(Code("json", block) for block in page),
        *_more(first, left),
        Small("Only you see this."),
    )


def chunks(lines: Sequence[str]) -> list[str]:
    """The lines in as few texts as fit into code blocks; a line too long for one is cut up."""
    found: list[str] = []
    for line in lines:
        if found and len(found[-1]) + 1 + len(line) <= CODE_LIMIT:
            found[-1] += f"\n{line}"
        else:
            found += [line[at : at + CODE_LIMIT] for at in range(0, len(line), CODE_LIMIT)]
    return found


def _more(first: int, left: int) -> list[Block]:
    earlier, later = first - _BLOCKS_SHOWN, first + _BLOCKS_SHOWN
    buttons = [Button("Newer", Action(EXPORT, (str(earlier),)))] if first else []
    buttons += [Button("Older", Action(EXPORT, (str(later),)))] if left > 0 else []
    note = [Small("It does not all fit here: press Older for the rest.")] if left > 0 else []
    return [*note, *([Buttons(tuple(buttons))] if buttons else [])]


def report(post_id: int, limit: int) -> Content:
    """Asks what is wrong with the channel's latest question."""
    entry = Entry(
        "text", "What is wrong?", hint="What you saw, and what would be right", lines=4, limit=limit
    )
    form = Form(Action(REPORT, (str(post_id),)), "Report a question", (entry,))
    return Content(
        "What is wrong with the question?",
        Text("What is wrong with this channel's latest question?"),
        Buttons((Button("Say it…", form, primary=True),)),
    )


def reported() -> Content:
    return Content("Thank you.", Text("Thank you, I have kept that with the question."))


def report_too_long(limit: int) -> Content:
    return Content(
        "That is too long.", Text(f"That is more than {limit} characters: please shorten it.")
    )


def report_empty() -> Content:
    return Content(
        "Nothing was written.", Text("Nothing was written: say in a sentence what is wrong.")
    )


def nothing_to_report() -> Content:
    return Content(
        "No question yet.",
        Text("This channel was not asked such a question, so there is nothing to report."),
    )
