"""Who may read what supervision keeps, and who may freeze."""

MAY_READ = ("supervision", "hr")
MAY_FREEZE = ("supervision",)
MAY_MAIL = ("hr",)
