"""纸质试卷: papers that are printed, sat with a pen, and entered afterwards. Marked as every attempt is."""
