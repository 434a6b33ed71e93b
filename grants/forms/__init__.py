"""What people type about the money."""
