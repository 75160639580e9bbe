"""What was agreed: orders and lines, their counters and three derived states.

Never moves stock or money. Words: order, line, touchpoint.
"""
