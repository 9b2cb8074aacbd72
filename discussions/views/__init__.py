"""Screens of discussions."""

from discussions.views.answering import valuable, watch
from discussions.views.changing import edit, history, remove
from discussions.views.proposing import propose
from discussions.views.reading import post, thread
from discussions.views.starting import start, threads

__all__ = [
    "edit",
    "history",
    "post",
    "propose",
    "remove",
    "start",
    "thread",
    "threads",
    "valuable",
    "watch",
]
