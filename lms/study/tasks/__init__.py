"""Forms, practice checklists and written work of a lesson."""
