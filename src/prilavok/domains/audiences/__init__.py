"""Who is written to together: campaigns and their members. Never sends. Words: campaign, segment."""
