"""Calls that may be sent twice and are answered as once: the key, the body's digest and the answer of each.

Words: caller (whose keys they are), key, answer, in progress, replay. Till keys are kept for ever, others 90 days.
"""
