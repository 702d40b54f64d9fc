"""Slack: workspaces, by Socket Mode or by HTTP."""
