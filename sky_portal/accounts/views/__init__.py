"""Pages about people: the session, oneself, for whom one acts, an organisation's people."""
