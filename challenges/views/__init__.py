"""Screens of challenges."""

from challenges.views.answering import answer_in_thread, reopen, withdraw
from challenges.views.making import new
from challenges.views.reading import challenge, challenges

__all__ = ["answer_in_thread", "challenge", "challenges", "new", "reopen", "withdraw"]
