"""The call administrator's pages: a call from its first line to its publication, and more time after it."""
