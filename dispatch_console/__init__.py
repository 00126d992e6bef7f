"""The console: dispatcher seats and station receivers."""
