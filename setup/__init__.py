"""From a fresh clone to a running page, by the standard library alone.

Runs under the system's Python, before the environment exists; imports nothing of the product.
"""
