"""Messenger, a page of Facebook."""
