"""What customers keep an eye on: variants, each with the price that was shown when it was put there.

Every leaf has its own word on a variant; of one person's words the last holds. It never prices, never counts stock and
never writes to anybody. Words: favourite, word (of a leaf on a variant).
"""
