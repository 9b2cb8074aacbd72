"""A page with a question, and people who ask and answer."""

from collections.abc import Callable
from typing import Any

import pytest

from questions.asking import Answer, answer, ask
from questions.models import Question


@pytest.fixture
def night(make_page: Callable[..., Any]) -> Any:
    return make_page("Night work", body="Ring once.", tags="shifts")


@pytest.fixture
def asked(night: Any, member: Any) -> Question:
    """Asked by ben."""
    return ask(night, author=member, text="Who keeps the key at night?")


@pytest.fixture
def answered(asked: Question, author: Any) -> Question:
    """And answered by amara."""
    answer(asked, author=author, given=Answer("The front desk."))
    return asked
