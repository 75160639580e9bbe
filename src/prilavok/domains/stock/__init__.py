"""Goods at places: accounts of the ledger in the book `stock`.

A fact that has happened is never refused. Words: stock, opening, discrepancy, hold.
"""
