"""MAX by its bot API."""
