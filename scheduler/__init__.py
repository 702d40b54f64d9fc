"""Time: an alarm clock that rings the dispatcher; the database decides what is due."""
