"""People: leaves, identifiers, evidence, and which customer owns which leaf.

Never changes a fact. Words: customer, leaf, identifier, evidence, contact point.
"""
