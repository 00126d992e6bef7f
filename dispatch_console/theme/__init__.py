"""Colours by state, fonts, style sheets and sounds."""
