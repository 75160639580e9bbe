"""Speaks HTTP to the outside: bounded in time and size, never inside a transaction, never where it may not.

In sandbox mode only loopback is spoken to. The address is judged when it is dialled, so a name that changes its mind
between look-up and connection gains nothing. Redirects are never followed, proxies of the environment never used.
"""

from prilavok.kit.http.speaking import Answer, SpeakingInTransaction, allowed_addresses, set_guard, speak

__all__ = ["Answer", "SpeakingInTransaction", "allowed_addresses", "set_guard", "speak"]
