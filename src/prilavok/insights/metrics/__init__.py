"""Indicators of the business, each with one definition and one number wherever it is shown; reads, never writes."""
