"""`/v1/…`: what Segment's SDKs post, unmodified, is kept before it is acknowledged; nothing is ever read out here.

Words: base (the house's address, which an SDK is given), route (the last part of a path), wire (how a body is packed).
"""
