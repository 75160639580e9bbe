"""Screens: one folder per workplace, and `parts/` of which every screen is made. No rules here."""
