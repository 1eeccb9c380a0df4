"""Pages of the discussions: read and say, one post, moderate."""
