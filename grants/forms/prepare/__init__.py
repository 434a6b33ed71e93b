"""Forms of a call's preparation."""
