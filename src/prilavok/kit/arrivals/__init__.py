"""What the outside sent, kept raw and committed before anybody tries to understand it.

One row per connection and the provider's own key: what is sent twice is kept once. Read rows expire.
Words: arrival, outside key, unread.
"""
