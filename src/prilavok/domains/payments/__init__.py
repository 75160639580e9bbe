"""Money taken and given back: append-only transactions. Never talks to a provider. Words: payment, tender, refund."""
