"""The verbs about people: memberships, invitations, requests for access."""
