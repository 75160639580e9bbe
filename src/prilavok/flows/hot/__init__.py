"""The SQL side of hot stories: it only calls the domains' functions."""
