"""Files that amoCRM exports: contacts and deals."""
