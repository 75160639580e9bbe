"""The operator's desk: what needs me now, who is this, what can I do for them, in one look."""
