"""What somebody sees in the browser who adds us to Slack. Pure."""

from html import escape
from urllib.parse import urlencode, urlsplit

from slack_sdk.oauth.installation_store import Installation

INSTALL_PATH = "/slack/install"

_AGAIN = ("Start again", INSTALL_PATH)
_FAILURES = {
    "access_denied": (
        "Nothing was installed",
        (
            "The installation was cancelled, or your workspace lets only admins add apps. Ask an"
            " admin of the workspace to approve Quizstreak or to open this page, then start again."
        ),
    ),
    "invalid_browser": (
        "This browser did not begin the installation",
        (
            "The installation has to end in the browser in which it began, and that one has to take"
            " cookies. Start again here."
        ),
    ),
    "invalid_state": (
        "This link is used up",
        "It works once, and for ten minutes. Start again, and finish without a long break.",
    ),
    "invalid_code": (
        "Slack did not confirm the installation",
        (
            "Nothing was kept here. Start again; if it ends here once more, tell whoever runs this"
            " bot: Slack may be out of reach, or the Client Secret or the Redirect URL may be"
            " wrong. The log says which."
        ),
    ),
    "invalid_team_for_non_distributed_app": (
        "The app is not open to your workspace yet",
        (
            "Whoever runs this bot has to open api.slack.com/apps, choose “Manage Distribution” and"
            " activate public distribution. Then start again."
        ),
    ),
    "ours": (
        "Something went wrong on our side",
        (
            "The installation may not be complete. Wait a minute, then start again: installing"
            " twice does no harm. If it stays so, tell whoever runs this bot."
        ),
    ),
}


def install(authorize_url: str) -> str:
    """The page that leads to Slack's consent."""
    return _page(
        "Add Quizstreak to Slack",
        "A daily machine-learning interview quiz with team streaks. Slack asks you next which"
        " workspace it is for, and shows what the bot may do there.",
        ("Add to Slack", authorize_url),
    )


def installed(site: str, installation: Installation) -> str:
    """The way on for who has just installed us; `site` is such as https://slack.com/."""
    if not installation.team_id:
        return _installed_in_organisation(site, installation)
    query = urlencode({"app": installation.app_id or "", "team": installation.team_id})
    return _page(
        f"Quizstreak is in {installation.team_name or 'your workspace'}",
        "Go to the channel that is to have the quiz, write /invite @Quizstreak there, then /quiz"
        " setup. The first question comes at the time that you choose.",
        ("Open Slack", f"{site}app_redirect?{query}"),
    )


def _installed_in_organisation(site: str, installation: Installation) -> str:
    app = f"{installation.enterprise_id}/integrations/profile/{installation.app_id}"
    return _page(
        f"Quizstreak is in {installation.enterprise_name or 'your organisation'}",
        "Slack has not added it to any workspace yet: choose the workspaces next. Then go to a"
        " channel of one, write /invite @Quizstreak there, then /quiz setup.",
        ("Choose workspaces", f"https://app.{urlsplit(site).netloc}/manage/{app}/workspaces/add"),
    )


def failed(reason: str) -> str:
    """Why nothing was installed, and what to do; `reason` is Slack's, slack_bolt's or "ours"."""
    if reason == "missing_code":
        reason = "invalid_code"
    title, text = _FAILURES.get(reason, ("Nothing was installed", _unknown(reason)))
    return _page(title, text, _AGAIN)


def _unknown(reason: str) -> str:
    return (
        f"Slack says “{reason[:80]}”. Start again; if it ends here once more, tell whoever runs"
        " this bot what Slack says."
    )


def _page(title: str, text: str, link: tuple[str, str]) -> str:
    words, address = link
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto;
  padding: 0 1rem; color: #1d2733; background: #fff }}
a {{ display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem; color: #fff;
  background: #1d3557; text-decoration: none }}
a:focus-visible {{ outline: 3px solid #e09f3e; outline-offset: 2px }}
</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>{escape(text)}</p>
<p><a href="{escape(address)}">{escape(words)}</a></p>
</main>
</body>
</html>
"""
