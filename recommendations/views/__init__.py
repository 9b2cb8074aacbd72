"""Screens of recommendations."""

from recommendations.views.arranging import add, edit
from recommendations.views.board import board, export_board
from recommendations.views.charting import bridged, bridging, charts
from recommendations.views.criteria import criteria
from recommendations.views.deciding import status
from recommendations.views.detailing import details
from recommendations.views.merging import merge
from recommendations.views.packing import packed_page
from recommendations.views.reading import recommendation
from recommendations.views.reserving import reservation
from recommendations.views.splitting import split, undo_merge
from recommendations.views.starring import star, star_many

__all__ = [
    "add",
    "board",
    "bridged",
    "bridging",
    "charts",
    "criteria",
    "details",
    "edit",
    "export_board",
    "merge",
    "packed_page",
    "recommendation",
    "reservation",
    "split",
    "star",
    "star_many",
    "status",
    "undo_merge",
]
