"""Summaries and the decision log as files people open: Word, Markdown, print page, spreadsheet."""
