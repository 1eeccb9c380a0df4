"""Chinese full-text search over what can be taught: one tokeniser, one table, two databases (decision 0018)."""
