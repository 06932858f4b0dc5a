"""The command ``motesminne``: a thin skin over the assistant."""
