"""Prices in time: lists and versions. Never computes discounts. Words: price list, price version, price seen."""
