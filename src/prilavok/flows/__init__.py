"""Floor 4: one story per file, across domains and adapters; each owns its transaction."""
