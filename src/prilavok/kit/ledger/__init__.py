"""The one ledger: append-only moves between accounts; reserve, post (settle), void, expire; balance = sum of moves."""
