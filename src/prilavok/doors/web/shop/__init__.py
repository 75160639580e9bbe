"""The shop: the customer's face of the house, open to everybody, usable without scripts up to the order."""
