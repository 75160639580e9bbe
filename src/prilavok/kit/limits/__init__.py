"""Keeps how often something may be tried: token buckets shared by all processes, or in this one's memory for tracking.

Words: limit, a named allowance; bucket, one asker's tokens under one limit; taken, whether the try is allowed. What a
bucket is keyed by (address, phone, login) is stored as a keyed digest only.
"""

from prilavok.kit.limits.address import address_block, client_address
from prilavok.kit.limits.buckets import BucketsInMemory, Limit, Taken, give_back, sweep_buckets, take

__all__ = [
    "BucketsInMemory",
    "Limit",
    "Taken",
    "address_block",
    "client_address",
    "give_back",
    "sweep_buckets",
    "take",
]
