"""One service for each part of the work; one public method a command."""
