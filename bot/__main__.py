"""`python -m bot` is `quizstreak`."""

from bot.cli import main

main()
