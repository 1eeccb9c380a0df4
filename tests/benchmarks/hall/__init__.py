"""A hall full of people who sit an exam against the production server, on a PostgreSQL cluster of its own."""

COURSE, QUESTIONS = "HALL", 20
