"""Who may assign, and who may read the curricula."""

MAY_ASSIGN = ("hr",)
MAY_READ = ("hr", "supervision")
