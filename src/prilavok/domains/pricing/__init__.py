"""Prices in time: lists and versions, the tax within them, and who shows which price. Never computes discounts.

Words: price list, price version, price seen, tax group, tax rate, shelf, tag (of paper), outside (others who show).
"""
