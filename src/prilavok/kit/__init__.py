"""Floor 1: what every room stands on; knows nothing above it."""
