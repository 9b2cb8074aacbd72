"""Every address of the site. Names in addresses keep working for ever."""

from django.contrib import admin
from django.urls import include, path, register_converter

import accounts.views
import challenges.views
import discussions.views
import discussions.views.acting
import discussions.views.as_it_was
import discussions.views.citing
import discussions.views.drafts
import discussions.views.mail
import discussions.views.polling
import discussions.views.previewing
import files.views
import files.views_of_hiding
import questions.views
import recommendations.views
import search.views
import updates.views.activity
import updates.views.arranging
import updates.views.authors
import updates.views.comparing
import updates.views.deciding
import updates.views.deleting
import updates.views.drafts
import updates.views.edit
import updates.views.hiding
import updates.views.history
import updates.views.moments
import updates.views.move
import updates.views.new
import updates.views.noting
import updates.views.parts
import updates.views.paste
import updates.views.place
import updates.views.recommending
import updates.views.restoring
import updates.views.suggest
import updates.views.suggestions
import updates.views.taking
import updates.views.visits
import watching.views
import web.views
import wiki.moderating
import wiki.views
import wiki.views_of_tags
import wiki.views_of_templates
import wiki.views_of_upkeep
from discussions.views.causing import causes, naming_causes
from web.moments import MomentConverter


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
register_converter(MomentConverter, "moment")

page = [
    path("", wiki.views.page, name="page"),
    path("edit/", naming_causes(updates.views.edit.edit), name="edit"),
    path("edit/<name:name>/", naming_causes(updates.views.parts.section), name="edit_section"),
    path("title/", updates.views.parts.title, name="edit_title"),
    path("suggest/", updates.views.suggest.suggest, name="suggest"),
    path(
        "suggest/recommendations/",
        updates.views.recommending.suggest_recommendations,
        name="suggest_recommendations",
    ),
    path("suggest/<name:name>/", updates.views.suggest.suggest, name="suggest_section"),
    path("suggestions/", updates.views.suggestions.suggestions, name="suggestions"),
    path("suggestions/<id:pk>/", updates.views.deciding.suggestion, name="suggestion"),
    path("suggestions/<id:pk>/parts/", updates.views.taking.parts, name="suggestion_parts"),
    path("draft/", updates.views.drafts.keep, name="keep_draft"),
    path("draft/discard/", updates.views.drafts.discard, name="discard_draft"),
    path("history/", updates.views.history.history, name="history"),
    path("authors/", updates.views.authors.authors, name="authors"),
    path("changes/<id:number>/", updates.views.comparing.changes, name="changes"),
    path("changes/<id:number>/restore/", updates.views.restoring.restore, name="restore"),
    path(
        "changes/<id:number>/restore/parts/",
        updates.views.restoring.restore_parts,
        name="restore_parts",
    ),
    path("changes/<id:number>/undo/", updates.views.restoring.undo, name="undo"),
    path("changes/<id:number>/note/", updates.views.noting.note, name="correct_note"),
    path("changes/<id:number>/causes/", causes, name="causes"),
    path("changes/<id:number>/hide/", updates.views.hiding.hide_text, name="hide_text"),
    path("compare/", updates.views.comparing.compare_form, name="compare_form"),
    path("compare/<id:old>/<id:new>/", updates.views.comparing.compare, name="compare"),
    path("at/<id:number>/", updates.views.moments.at_number, name="at"),
    path("at/<date:day>/", updates.views.moments.at_day, name="at_day"),
    path("files/", files.views.files, name="files"),
    path("page.zip", recommendations.views.packed_page, name="packed_page"),
    path("files/<name:name>/", files.views.file, name="file"),
    path("files/<name:name>/hide/", files.views_of_hiding.hide_file, name="hide_file"),
    path(
        "files/<name:name>/<id:number>/hide/",
        files.views_of_hiding.hide_version,
        name="hide_version",
    ),
    path("at/<moment:moment>/", updates.views.moments.at_moment, name="at_moment"),
    path("at/", updates.views.moments.choose, name="choose_moment"),
    path(
        "compare/<moment:old>/<moment:new>/",
        updates.views.moments.compare_moments,
        name="compare_moments",
    ),
    path("links/", search.views.links, name="links"),
    path("under/", wiki.views.under, name="under"),
    path("place/", updates.views.place.place, name="place"),
    path("seen/", updates.views.visits.seen, name="seen"),
    path("watch/", wiki.views.watch, name="watch_page"),
    path("protection/", wiki.moderating.protection, name="protection"),
    path("delete/", updates.views.deleting.delete, name="delete_page"),
    path("feature/", wiki.views.feature, name="feature"),
    path(
        "recommendations/",
        naming_causes(updates.views.arranging.edit_all),
        name="edit_recommendations",
    ),
    path(
        "recommendations/add/", naming_causes(recommendations.views.add), name="add_recommendation"
    ),
    path("recommendations/star/", recommendations.views.star_many, name="star_many"),
    path("stars/", recommendations.views.criteria, name="criteria"),
    path("discussion/", discussions.views.threads, name="threads"),
    path("discussion/read/", discussions.views.read_all, name="read_threads"),
    path("discussion/new/", discussions.views.start, name="start_thread"),
    path("discussion/new/draft/", discussions.views.drafts.keep_new, name="keep_thread_draft"),
    path("discussion/area/<id:pk>/", discussions.views.about_area, name="threads_about_area"),
    path("questions/ask/", questions.views.ask, name="ask_question"),
    path("questions/similar/", search.views.similar_questions, name="similar_questions"),
    path("challenges/", challenges.views.challenges, name="challenges"),
    path("challenges/new/", challenges.views.new, name="new_challenge"),
]

urlpatterns = [
    path("", wiki.views.home, name="home"),
    path("wiki/", wiki.views.pages, name="pages"),
    path("wiki/new/", updates.views.new.new, name="new_page"),
    path("wiki/new/draft/", updates.views.drafts.keep_new, name="keep_new_draft"),
    path("wiki/new/draft/discard/", updates.views.drafts.discard_new, name="discard_new_draft"),
    path("wiki/paste/", updates.views.paste.paste, name="paste"),
    path("wiki/titles/", wiki.views.titles, name="page_titles"),
    path("wiki/preview/", updates.views.edit.preview, name="preview"),
    path("wiki/<name:slug>/", include(page)),
    path("recommendations/", recommendations.views.board, name="board"),
    path(
        "recommendations/export.<name:form>",
        recommendations.views.export_board,
        name="export_board",
    ),
    path("recommendations/feed/", updates.views.activity.board_feed, name="board_feed"),
    path("recommendations/charts/", recommendations.views.charts, name="charts"),
    path("recommendations/bridging/", recommendations.views.bridging, name="bridging"),
    path("recommendations/<id:pk>/bridging/", recommendations.views.bridged, name="bridged"),
    path("recommendations/similar/", search.views.similar, name="similar"),
    path("recommendations/<id:pk>/", recommendations.views.recommendation, name="recommendation"),
    path("recommendations/<id:pk>/star/", recommendations.views.star, name="star"),
    path(
        "recommendations/<id:pk>/reservation/",
        recommendations.views.reservation,
        name="reservation",
    ),
    path(
        "recommendations/<id:pk>/edit/",
        naming_causes(recommendations.views.edit),
        name="edit_recommendation",
    ),
    path("recommendations/<id:pk>/details/", recommendations.views.details, name="details"),
    path(
        "recommendations/<id:pk>/details/suggest/",
        updates.views.recommending.suggest_details,
        name="suggest_details",
    ),
    path(
        "recommendations/<id:pk>/status/",
        naming_causes(recommendations.views.status),
        name="set_status",
    ),
    path("recommendations/<id:pk>/merge/", recommendations.views.merge, name="merge"),
    path(
        "recommendations/<id:pk>/merge/undo/", recommendations.views.undo_merge, name="undo_merge"
    ),
    path("recommendations/<id:pk>/split/", recommendations.views.split, name="split"),
    path("recommendations/<id:pk>/move/", updates.views.move.move, name="move_recommendation"),
    path("discussion/", discussions.views.all_threads, name="all_threads"),
    path("discussion/draft/discard/", discussions.views.drafts.discard, name="discard_post_draft"),
    path("discussion/preview/", discussions.views.previewing.preview, name="preview_post"),
    path("questions/", questions.views.questions, name="questions"),
    path("questions/feed/", questions.views.feed, name="questions_feed"),
    path("questions/<id:pk>/", questions.views.question, name="question"),
    path("questions/<id:pk>/answer/", questions.views.answer, name="answer_question"),
    path("questions/<id:pk>/supersede/", questions.views.supersede, name="supersede_question"),
    path("questions/<id:pk>/reopen/", questions.views.reopen, name="reopen_question"),
    path("discussion/<id:pk>/", discussions.views.thread, name="thread"),
    path("discussion/<id:pk>/draft/", discussions.views.drafts.keep_reply, name="keep_reply_draft"),
    path(
        "discussion/<id:pk>/at/<moment:moment>/",
        discussions.views.as_it_was.thread_at,
        name="thread_at",
    ),
    path("discussion/<id:pk>/news/", discussions.views.polling.news, name="thread_news"),
    path("discussion/<id:pk>/subject/", discussions.views.rename, name="rename_thread"),
    path("discussion/<id:pk>/watch/", discussions.views.watch, name="watch_thread"),
    *(
        path(f"discussion/<id:pk>/{deed}/", discussions.views.act, {"deed": deed}, f"{deed}_thread")
        for deed in discussions.views.acting.DEEDS
    ),
    path("discussion/acts/<id:pk>/undo/", discussions.views.undo_act, name="undo_thread_act"),
    path("challenges/<id:pk>/", challenges.views.challenge, name="challenge"),
    path("challenges/<id:pk>/thread/", challenges.views.answer_in_thread, name="answer_in_thread"),
    path("challenges/<id:pk>/reopen/", challenges.views.reopen, name="reopen_challenge"),
    path("challenges/<id:pk>/withdraw/", challenges.views.withdraw, name="withdraw_challenge"),
    path("posts/<id:pk>/", discussions.views.post, name="post"),
    path("posts/<id:pk>/edit/", discussions.views.edit, name="edit_post"),
    path("posts/<id:pk>/edit/draft/", discussions.views.drafts.keep_change, name="keep_post_draft"),
    path("posts/<id:pk>/remove/", discussions.views.remove, name="remove_post"),
    path("posts/<id:pk>/propose/", discussions.views.propose, name="propose"),
    path("posts/<id:pk>/back/", discussions.views.put_back, name="put_back_post"),
    path("posts/<id:pk>/split/", discussions.views.acting.split_post, name="split_post"),
    path("posts/<id:pk>/cite/", discussions.views.citing.cite, name="cite_post"),
    path("posts/<id:pk>/history/", discussions.views.history, name="post_history"),
    path("posts/<id:pk>/valuable/", discussions.views.valuable, name="valuable"),
    path("files/<id:pk>/<name:name>", files.views.content, name="file_content"),
    path("files/<id:pk>/<id:width>/<name:name>", files.views.content, name="file_size"),
    path("activity/", updates.views.activity.activity, name="activity"),
    path("activity/feed/", updates.views.activity.feed, name="activity_feed"),
    path("templates/", wiki.views_of_templates.templates, name="templates"),
    path("upkeep/", wiki.views_of_upkeep.upkeep, name="upkeep"),
    path("tags/", wiki.views_of_tags.tags, name="tags"),
    path("tags/<name:slug>/", wiki.views_of_tags.tag, name="tag"),
    path("tags/<name:slug>/about/", wiki.views_of_tags.describe, name="describe_tag"),
    path("tags/<name:slug>/watch/", wiki.views_of_tags.watch, name="watch_tag"),
    path("tags/<name:slug>/names/", wiki.views_of_tags.names, name="tag_names"),
    path("people/<str:username>/", accounts.views.person, name="person"),
    path("names/", accounts.views.names, name="people_names"),
    path("profile/", accounts.views.edit_profile, name="edit_profile"),
    path("search/", search.views.search, name="search"),
    path("inbox/", watching.views.inbox, name="inbox"),
    path("mail/stop/<str:token>/", discussions.views.mail.stop, name="stop_mail"),
    path("accounts/", include("allauth.account.urls")),
    path("accessibility/", web.views.accessibility, name="accessibility"),
    path("privacy/", web.views.privacy, name="privacy"),
    path("theme/", web.views.theme, name="theme"),
    path("healthz", web.views.healthz, name="healthz"),
    path("readyz", web.views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
