"""Assessments of the small world."""
