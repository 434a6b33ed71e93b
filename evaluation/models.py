"""What was learned: rounds, surveys, findings, recommendations."""
