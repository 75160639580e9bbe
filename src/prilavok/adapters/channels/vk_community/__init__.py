"""VK by the Callback API and the messages of a community."""
