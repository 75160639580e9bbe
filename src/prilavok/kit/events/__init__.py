"""The one event row: what happened, recorded in the transaction that made it happen, and handed on exactly once.

It keeps facts as ids, integers and codes of closed lists; never words, which live in the owning domain. An event is
outbox, timeline, trigger and raw fact; never the truth, never replayed to get it. Words: event, behaviour, reader,
order stamp (the writing transaction's number, by which readers go), epoch (a stretch of stamps on one cluster).
"""
