"""Prilavok: one counter at which a business meets each customer, whatever channel they come by."""
