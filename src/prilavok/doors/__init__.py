"""Floor 5: where the world comes in; no rules here."""
