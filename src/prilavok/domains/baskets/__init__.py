"""What a customer wants now: one basket per wish, the same in every channel, with who put what in.

And what they put side by side before they choose. It never prices and never holds stock. Words: basket, wish line,
added by, comparison.
"""
