"""How long the texts of a question may be: what a phone shows at a glance, in characters.

They are far below what a message may hold, so that every question can be posted anywhere.
"""

STEM_LIMIT = 300
OPTION_LIMIT = 90
POLL_LIMIT = 55
WHY_LIMIT = 200
EXPLANATION_LIMIT = 600
ANSWER_LIMIT = 1200
ALT_TEXT_LIMIT = 300
CODE_LINES = 12
CODE_COLUMNS = 40
