"""What is shown and sold: categories, products, variants.

Never knows prices or stock. Words: product, variant, category, unit.
"""
