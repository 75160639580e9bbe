"""Floor 2: independent rooms, strangers to each other and to the adapters."""
