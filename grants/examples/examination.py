"""Declarations, supplement requests, messages and notes of the small world."""
