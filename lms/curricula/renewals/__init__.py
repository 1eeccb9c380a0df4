"""What comes round again: curricula that repeat, and courses that got a new version."""
