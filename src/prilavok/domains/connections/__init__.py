"""Our own numbers, bots, mailboxes and merchant logins with providers: what each is, its settings, its sealed secrets.

It never speaks to the outside and never keeps a secret in the open. Words: connection, channel, provider.
"""
