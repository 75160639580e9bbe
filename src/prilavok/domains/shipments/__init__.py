"""Goods on their way to a customer or waiting for one: so far collection in a store, from plan to hand-over.

It never moves stock or money. Words: shipment, picking, ready, pickup code, collected.
"""
