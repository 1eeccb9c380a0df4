"""People in the content administration: one module per subject."""
