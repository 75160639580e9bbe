"""Floor 2: the outside, translated; one folder per provider."""
