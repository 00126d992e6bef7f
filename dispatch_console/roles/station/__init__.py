"""The station receiver: alarm, order, confirm, report."""
