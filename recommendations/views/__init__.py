"""Screens of recommendations."""

from recommendations.views.arranging import add, edit, edit_all, status
from recommendations.views.reading import board, recommendation
from recommendations.views.starring import star, star_many

__all__ = ["add", "board", "edit", "edit_all", "recommendation", "star", "star_many", "status"]
