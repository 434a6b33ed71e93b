"""What is typed when the money is shared out."""
