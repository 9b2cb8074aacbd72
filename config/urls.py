"""Every address of the site. Names in addresses keep working for ever."""

from django.contrib import admin
from django.urls import include, path, register_converter

import accounts.views
import discussions.views
import recommendations.views
import search.views
import updates.views.activity
import updates.views.edit
import updates.views.history
import updates.views.paste
import watching.views
import web.views
import wiki.views


class NameConverter:
    """A page's name in an address: letters of any script with their marks, digits, dashes."""

    regex = r"[^/\s]+"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class IdConverter:
    """A whole number that a database can hold."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class DateConverter:
    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(NameConverter, "name")
register_converter(IdConverter, "id")
register_converter(DateConverter, "date")

page = [
    path("", wiki.views.page, name="page"),
    path("edit/", updates.views.edit.edit, name="edit"),
    path("history/", updates.views.history.history, name="history"),
    path("changes/<id:number>/", updates.views.history.changes, name="changes"),
    path("changes/<id:number>/restore/", updates.views.history.restore, name="restore"),
    path("compare/", updates.views.history.compare_form, name="compare_form"),
    path("compare/<id:old>/<id:new>/", updates.views.history.compare, name="compare"),
    path("at/<id:number>/", updates.views.history.at_number, name="at"),
    path("at/<date:day>/", updates.views.history.at_day, name="at_day"),
    path("links/", wiki.views.links, name="links"),
    path("watch/", wiki.views.watch, name="watch_page"),
    path("feature/", wiki.views.feature, name="feature"),
    path("recommendations/", recommendations.views.edit_all, name="edit_recommendations"),
    path("recommendations/add/", recommendations.views.add, name="add_recommendation"),
    path("recommendations/star/", recommendations.views.star_many, name="star_many"),
    path("discussion/", discussions.views.threads, name="threads"),
    path("discussion/new/", discussions.views.start, name="start_thread"),
]

urlpatterns = [
    path("", wiki.views.home, name="home"),
    path("wiki/", wiki.views.pages, name="pages"),
    path("wiki/new/", updates.views.edit.new, name="new_page"),
    path("wiki/paste/", updates.views.paste.paste, name="paste"),
    path("wiki/preview/", updates.views.edit.preview, name="preview"),
    path("wiki/<name:slug>/", include(page)),
    path("recommendations/", recommendations.views.board, name="board"),
    path("recommendations/<id:pk>/", recommendations.views.recommendation, name="recommendation"),
    path("recommendations/<id:pk>/star/", recommendations.views.star, name="star"),
    path("recommendations/<id:pk>/edit/", recommendations.views.edit, name="edit_recommendation"),
    path("recommendations/<id:pk>/status/", recommendations.views.status, name="set_status"),
    path("discussion/<id:pk>/", discussions.views.thread, name="thread"),
    path("discussion/<id:pk>/watch/", discussions.views.watch, name="watch_thread"),
    path("posts/<id:pk>/", discussions.views.post, name="post"),
    path("posts/<id:pk>/edit/", discussions.views.edit, name="edit_post"),
    path("posts/<id:pk>/remove/", discussions.views.remove, name="remove_post"),
    path("posts/<id:pk>/history/", discussions.views.history, name="post_history"),
    path("posts/<id:pk>/valuable/", discussions.views.valuable, name="valuable"),
    path("activity/", updates.views.activity.activity, name="activity"),
    path("tags/", wiki.views.tags, name="tags"),
    path("tags/<name:slug>/", wiki.views.tag, name="tag"),
    path("people/<str:username>/", accounts.views.person, name="person"),
    path("profile/", accounts.views.edit_profile, name="edit_profile"),
    path("search/", search.views.search, name="search"),
    path("inbox/", watching.views.inbox, name="inbox"),
    path("accounts/", include("allauth.account.urls")),
    path("accessibility/", web.views.accessibility, name="accessibility"),
    path("privacy/", web.views.privacy, name="privacy"),
    path("theme/", web.views.theme, name="theme"),
    path("healthz", web.views.healthz, name="healthz"),
    path("readyz", web.views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
