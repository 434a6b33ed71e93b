"""What an uploaded file must be before the portal keeps it."""
