"""Summaries of meetings, bodies and matters: every line checked and cited, every item accounted for."""
