"""Instagram, by the login of Instagram itself."""
