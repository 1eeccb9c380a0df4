"""The question bank in the content administration: forms and lists for bureau-wide roles."""
