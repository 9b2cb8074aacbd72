"""Screens of discussions."""

from discussions.views.about_area import about_area
from discussions.views.acting import act, undo_act
from discussions.views.answering import valuable, watch
from discussions.views.changing import edit, history
from discussions.views.proposing import propose
from discussions.views.reading import post, thread
from discussions.views.removing import put_back, remove
from discussions.views.renaming import rename
from discussions.views.starting import all_threads, read_all, start, threads

__all__ = [
    "about_area",
    "act",
    "all_threads",
    "edit",
    "history",
    "post",
    "propose",
    "put_back",
    "read_all",
    "remove",
    "rename",
    "start",
    "thread",
    "threads",
    "undo_act",
    "valuable",
    "watch",
]
