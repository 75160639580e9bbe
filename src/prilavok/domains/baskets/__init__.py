"""What a customer wants now: one basket per wish, the same in every channel, with who put what in.

It never prices and never holds stock. Words: basket, wish line, added by.
"""
