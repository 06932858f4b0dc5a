"""Does it work: questions, measures and reports."""
