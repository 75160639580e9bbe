"""Work that waits in the database: queued in the transaction that wants it, done once, retried, buried, requeued.

A timer is a job with a later hour. What is promised: a job that stays inside has its effects and its end in one
transaction, so they happen together once or not at all, whatever is killed when. A job that speaks to the outside is
cut at the call, and an attempt that got no answer stays unknown until its policy or a person decides.
Words: queue, verb, key (one thing to be done once), due, attempt, tries, buried.
"""
