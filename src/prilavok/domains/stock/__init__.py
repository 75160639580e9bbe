"""Goods at places: accounts of the ledger in the book `stock`, and the papers by which people move them.

A fact that has happened is never refused. Words: stock, opening, discrepancy, hold, paper, count, transit, loss.
"""
