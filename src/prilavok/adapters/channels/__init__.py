"""Channels: what messengers send us and take from us, translated; one folder per provider."""
