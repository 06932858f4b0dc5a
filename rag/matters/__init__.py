"""Agenda items of several meetings that belong to one matter, with the reasons why."""
