"""What the crew sees and presses in the vehicle."""
