"""Whom outside we tell of events: subscriptions and what became of each telling.

The body says only verb, ids, version and a link. It never speaks to the outside itself. Words: subscription, telling.
"""
