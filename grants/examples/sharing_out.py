"""Plans of sharing out of the small world."""
