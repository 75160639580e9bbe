"""A card terminal on this machine, for trials: JSON over HTTP, by the page in prilavok.sandboxes.card_terminal."""
