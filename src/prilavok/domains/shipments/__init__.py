"""Goods on their way to a customer or waiting for one: collected in a store, or brought home by our own courier.

It says which place sends what, and keeps why. It never moves stock or money. Words: shipment, picking, ready, pickup
code, collected, parcel, courier, delivered, zone, routing.
"""
