"""Who serves, what they may do, and what personal data they looked at. Words: staff, role, right, look."""
