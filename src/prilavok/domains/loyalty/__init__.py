"""The programme and its points, which are accounts of the ledger. Words: programme, points."""
