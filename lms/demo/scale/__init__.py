"""A bureau of any size with a year's history, for trying speed: see seeding.py."""
