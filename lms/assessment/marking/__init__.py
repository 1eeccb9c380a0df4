"""阅卷: answers that people mark, blind; and the review of a grade a learner asks for (decision 0046)."""
