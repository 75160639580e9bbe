"""What sites and apps tell of behaviour: their sources with write keys, what landed, was told once, was refused.

A request lands whole before it is acknowledged and is read later; each event is kept once by source and message id, in
partitions by day; what cannot be read is refused with its reason and stays to be looked at. It never decides who a
visitor is and never joins anybody: a write key is public. Words: source, write key, landing, telling apart (by message
id), refused event.
"""
