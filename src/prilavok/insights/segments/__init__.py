"""Who belongs to a segment and why: one question to the facts for everybody, for some, and for a preview."""
