"""Rows of the office's lists: one domain's page with the names that other domains give to what it mentions."""
