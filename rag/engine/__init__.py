"""The language model: what it is asked (protocol) and the ways it can be reached."""
