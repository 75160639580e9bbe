"""Tills that may sell without a line: which there are, by which PIN one sells, what was lent, what they brought.

It never counts money or stock and decides no price: a sale that was brought is recorded by the rooms whose it is, and
what is lent is taken from the shared whole there. Words: till, PIN, lease (lent until, given back), brought sale,
set aside (quarantine).
"""
