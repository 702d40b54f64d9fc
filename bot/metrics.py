"""The few counters and timers that we publish; labels never hold anything personal."""

from prometheus_client import Counter, Gauge, Histogram

ANSWERS = Counter("quizstreak_answers", "Deeds committed, by door.", ["door"])
STEPS = Counter(
    "quizstreak_steps", "Things done for posts, by step and outcome.", ["step", "outcome"]
)
EVENTS = Histogram(
    "quizstreak_event_seconds", "From an event's arrival to its end, in seconds.", ["event"]
)
LATENESS = Histogram(
    "quizstreak_post_lateness_seconds",
    "How late questions were posted, in seconds.",
    buckets=(1, 5, 30, 60, 300, 1800, 7200, 28800),
)
CONNECTED = Gauge(
    "quizstreak_chat_connected", "1 while the chat's connection is alive.", ["platform"]
)

ALL = (ANSWERS, STEPS, EVENTS, LATENESS, CONNECTED)
