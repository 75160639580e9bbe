"""Who may be written to, where and what for: a dated, proven yes or no per contact point, channel and purpose.

It never guesses a yes: what nobody gave is a no. Words: consent, purpose, evidence of a consent.
"""
