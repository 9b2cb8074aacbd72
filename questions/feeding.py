"""Questions as an Atom feed."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape

from questions.models import Question
from web.forms import UNSHOWN


def atom(questions: Iterable[Question], *, title: str, address: str, feed_address: str) -> str:
    """The questions as a feed. `address`: of the same for people; `feed_address`: of the feed."""
    feed = Atom1Feed(
        title=_shown(title),
        link=settings.SITE_URL + address,
        description="",
        language="en-GB",
        feed_url=settings.SITE_URL + feed_address,
        author_name=settings.COMMUNITY_NAME,
    )
    for question in sorted(questions, key=_changed_at, reverse=True):
        link = settings.SITE_URL + question.get_absolute_url()
        page = settings.SITE_URL + question.page.get_absolute_url()
        about = f'<p>A question of <a href="{escape(page)}">{escape(question.page.title)}</a></p>'
        answer = f"<p>{escape(question.answer)}</p>" if question.answer else ""
        feed.add_item(
            title=_shown(question.text),
            link=link,
            unique_id=get_tag_uri(link, question.asked_at),
            description=_shown(about + answer),
            author_name=_shown(question.asked_by.username),
            pubdate=question.asked_at,
            updateddate=_changed_at(question),
        )
    return feed.writeString("utf-8")


def _changed_at(question: Question) -> datetime.datetime:
    return question.state_at or question.asked_at


def _shown(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return UNSHOWN.sub("", text)
