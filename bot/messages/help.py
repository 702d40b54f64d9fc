"""What the bot is and knows, and what it says when it did not understand."""

from bot.chat.commands import COMMANDS, Command, Misunderstood, Option
from bot.chat.content import Content, Plain, Text, Title

_WORD = 60


def overview(may_manage: bool, running: bool) -> Content:
    """What one can do here; what only admins may is shown to them alone."""
    everybody = [command for command in COMMANDS if not command.admin]
    admins = [command for command in COMMANDS if command.admin]
    return Content(
        "What I can do.",
        Title("Quizstreak"),
        Text(
            "I ask one machine-learning interview question a day and show the answer when it"
            " closes. Answer to keep your own streak and your team's alive, and practise whenever"
            " you like."
        ),
        *(() if running else (Text(_no_question(may_manage)),)),
        Text("\n".join(map(_line, everybody))),
        *((Text("**For admins**"), Text("\n".join(map(_line, admins)))) if may_manage else ()),
    )


def _no_question(may_manage: bool) -> str:
    if may_manage:
        return "No daily question comes to this channel yet: `/quiz setup` starts one."
    return (
        "No daily question comes to this channel yet: ask someone who manages it"
        " to give `/quiz setup`."
    )


def _line(command: Command) -> str:
    words = " ".join(["/quiz", command.name, *map(_usage, command.options)])
    return f"`{words}` {command.says}"


def _usage(option: Option) -> str:
    return f"[{'|'.join(option.choices) or option.name}]"


def no_league(may_manage: bool) -> Content:
    """No league runs in this channel, and what was asked for needs one."""
    return Content(
        "No daily question comes here yet.",
        Text(_no_question(may_manage)),
        Text("If you play in another channel, give the same command there."),
    )


def misunderstood(what: Misunderstood) -> Content:
    """A word that no command has."""
    word = Plain(what.word if len(what.word) <= _WORD else what.word[: _WORD - 1] + "…")
    return Content(
        "I did not understand that.",
        Text("I don't know “", word, f"” after `{what.after}`. {_remedy(what)}"),
    )


def _remedy(what: Misunderstood) -> str:
    if what.nearest:
        return f"Did you mean `{what.after} {what.nearest}`?"
    if what.known and what.after != "/quiz":
        return f"What I know there: {', '.join(f'`{word}`' for word in what.known)}."
    return "`/quiz help` shows what I know."


def admins_only(command: str) -> Content:
    """Somebody gave a command that only admins may give."""
    return Content(
        "Only admins can do that.",
        Text(f"`/quiz {command}` is for those who manage this channel. Ask one of them to do it."),
    )


def worn_out() -> Content:
    """A button or form that nobody listens to any more."""
    return Content(
        "This button is too old.",
        Text("This button is too old to work. Give the `/quiz` command again for a new one."),
    )
