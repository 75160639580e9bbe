"""SMS by Mobizon in Kazakhstan."""
