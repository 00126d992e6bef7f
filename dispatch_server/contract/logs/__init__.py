"""What a line of any program's log looks like, and what it may never hold."""
