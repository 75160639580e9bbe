"""Gift cards: money paid before, spent by whoever holds the code. Never prices or sells. Words: gift card, code, tail.

What is on a card is an account of the ledger; a card pays an order by a hold, and the hold is posted when it is paid.
"""
