"""Screens of questions."""

from questions.views.acting import answer, reopen, supersede
from questions.views.asking import ask
from questions.views.listing import feed, questions
from questions.views.reading import question

__all__ = ["answer", "ask", "feed", "question", "questions", "reopen", "supersede"]
