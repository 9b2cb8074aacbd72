"""Threads beside pages, the trees of posts in each, and what came of them."""

from discussions.models.acts import PostMove, ThreadAct
from discussions.models.drafts import PostDraft
from discussions.models.effects import Cause, Proposal
from discussions.models.letters import PostLetter
from discussions.models.posts import (
    MAX_DEPTH,
    POST_LIMIT,
    TREES_PER_THREAD,
    Post,
    PostLink,
    Valuable,
    tree_id,
)
from discussions.models.threads import (
    REASON_LIMIT,
    SUBJECT_LIMIT,
    TAGS_LIMIT,
    Thread,
    ThreadVisit,
    ThreadWatch,
)

__all__ = [
    "MAX_DEPTH",
    "POST_LIMIT",
    "REASON_LIMIT",
    "SUBJECT_LIMIT",
    "TAGS_LIMIT",
    "TREES_PER_THREAD",
    "Cause",
    "Post",
    "PostDraft",
    "PostLetter",
    "PostLink",
    "PostMove",
    "Proposal",
    "Thread",
    "ThreadAct",
    "ThreadVisit",
    "ThreadWatch",
    "Valuable",
    "tree_id",
]
