"""Which laws a course cites, whether they hold, and who is asked when they lapse."""
