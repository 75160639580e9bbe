"""Payments: what providers take money by, translated; one folder per provider."""
