"""Providers as they behave, on this machine: real servers for stories, demonstrations and load tests.

A sandbox is written from the provider's own document by another hand than the adapter's. It knows nothing of the house:
it is spoken to over HTTP like the provider itself.
"""
