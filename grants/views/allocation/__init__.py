"""Sharing out: the calls, their plans, a plan with its rows, what is done to it, what comes of it."""
