"""Quizstreak: a daily machine-learning-interview question for Slack and Discord teams."""
