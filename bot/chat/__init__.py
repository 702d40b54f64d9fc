"""The words for talking about any chat platform; nothing here knows a platform."""
