"""What is said between customers and us: conversations across channels, messages both ways, passports between channels.

A reply goes to the address of the message it answers. It never decides who somebody is and never speaks to the
outside itself. Words: conversation, message, notice, passport, handover.
"""
