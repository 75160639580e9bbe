"""Who is meant together: segments with their members, campaigns with those reached. Never sends.

Words: segment, campaign.
"""
