"""What the customer is given in writing for goods and money: numbered, never changed, so far without a fiscal device.

It never counts money itself. Words: receipt, receipt number, reprint.
"""
