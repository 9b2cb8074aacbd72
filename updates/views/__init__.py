"""Screens for making, reviewing and undoing updates."""
