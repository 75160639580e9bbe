"""One thing to be done by someone by a time, with what it is about.

It never does the thing. Words: task, due, done.
"""
