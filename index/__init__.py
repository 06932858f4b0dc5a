"""Files to searchable passages: no language model, no user interface."""
