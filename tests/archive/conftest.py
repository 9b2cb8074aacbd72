"""A site in which every table has rows, files of it, and a place to empty."""

import datetime
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

AT = datetime.datetime(2026, 12, 24, 18, 0, 0, 123456, tzinfo=datetime.UTC)


@pytest.fixture
def site(
    transactional_db: None,
    a_small_site: SimpleNamespace,
    author: Any,
    member: Any,
    listener: Any,
    administrator: Any,
) -> SimpleNamespace:
    """The small site with everything else that people can leave on one."""
    from discussions.posting import edit_post, reply
    from discussions.valuing import answer
    from files.uploading import upload
    from questions import asking
    from recommendations import reserving, starring
    from recommendations.models import Criterion, Recommendation, Succession
    from wiki import retagging
    from wiki.changesets import recording
    from wiki.models import PageVisit, PageWatch, Tag, TagWatch
    from wiki.noting import correct_note
    from wiki.protecting import protect
    from wiki.writing import create_page

    page, first, second = a_small_site.page, a_small_site.recommendation, a_small_site.reworded
    third = Recommendation.objects.exclude(pk=first.pk).first()
    create_page(
        author=author,
        title="Nächte 🌙",
        body="[r](/wiki/night-work/files/rota.csv) “Ruhe”\u2028und <b>Schlaf</b>\n\n\\ {{ }}",
    )
    with recording(page, author=member, note="What a star means, as in [[Rota]]"):
        simple = Criterion(page=page, name="Simple", meaning="Works on Monday", position=1)
        simple.save()
        first.refresh_from_db()
        first.evidence = [{"url": "https://example.org/ü?a=1&b=2", "sentence": "Zürich did it"}]
        first.audience = "nurses"
        first.save()
        kind = Succession.Kind.MERGE
        made = {"kind": kind, "made_at": timezone.now(), "status_before": "proposed"}
        Succession(predecessor=second, successor=third, **made).save()
    question = asking.ask(page, author=member, text="Who wakes “whom”, as in [[Rota]]?")
    given = asking.Answer("Nobody\u2028does", thread=a_small_site.thread)
    asking.answer(question, author=listener, given=given)
    better = asking.ask(page, author=author, text="Who wakes whom?")
    asking.supersede(question, author=author, by=better, note="As in [[Rota]]")
    nurses = Tag.objects.create(name="nurses", slug="nurses")
    first.audiences.set([nurses])
    retagging.describe(nurses, description="Who works on a ward", by=member)
    retagging.undo(retagging.add_synonym(nurses, name="Sisters", by=author), by=member)
    retagging.add_synonym(nurses, name="nursing", by=author)
    TagWatch.objects.create(tag=nurses, person=member, since=AT)
    a_small_site.thread.keywords.set([Tag.objects.get(slug="shifts")])
    starring.give(
        first, person=author, criterion=simple, reason="Costs nothing: [[Rota]] – “truly”"
    )
    starring.give(first, person=listener, criterion=simple)
    starring.take_back(first, person=listener, criterion=simple)
    reserving.raise_reservation(first, person=listener, reason="Who\nanswers the telephone?")
    reply(a_small_site.thread, author=listener, body="Or upstairs.", by_mail=True)
    edit_post(a_small_site.posts[2], author=author, body="There are two. See [[Rota]].")
    answer(a_small_site.posts[1], person=author, given=True)
    _discuss(a_small_site, first, member)
    _suggest(a_small_site.other, member, by=author)
    update = page.changesets.filter(author=member, note__contains="[[")[0]
    correct_note(update, by=member, note=f"{update.note} – “here”")
    reason = "Until it is printed"
    protect(a_small_site.other, by=administrator, level="named", people=[member], reason=reason)
    PageWatch.objects.create(page=page, person=member, since=AT)
    PageVisit.objects.create(page=page, person=member, latest_at=AT, before_at=None)
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    upload(page, author=member, content=b"Who, when\nben, Monday\n", name="rota.csv")
    _challenge(page, first, member, author)
    _purge_a_title(member, by=administrator)
    _administer(administrator, member)
    return a_small_site


def _purge_a_title(author: Any, *, by: Any) -> None:
    from updates.purging import purge_words
    from wiki.writing import create_page, revise_page

    page = create_page(author=author, title="What was never to be said", tags="slips")
    revise_page(page, author=author, title="Slips")
    purge_words(page.changesets.get(number=1), by=by, reason="It named a patient")


def _discuss(site: SimpleNamespace, item: Any, member: Any) -> None:
    """What was done with a thread, who read it, and what it led to."""
    from discussions.models import Cause, PostMove, Proposal, ThreadAct, ThreadVisit
    from discussions.posting import start_thread
    from markup.passages import Text
    from wiki.marking import text_of_page

    thread, post = site.thread, site.posts[1]
    said = {"author": member, "body": "Is it so?"}
    page = site.page
    page.refresh_from_db()
    passage = Text(text_of_page(page)).chosen("See Rota.")
    start_thread(page, subject="These words", passage=passage, **said)
    start_thread(page, subject="This area", area=item.area, **said)
    start_thread(page, subject="This update", changeset=page.changesets.all()[0], **said)
    act = ThreadAct.objects.create(
        thread=thread, kind="resolved", actor=member, reason="Said “twice”", at=AT
    )
    there = {"thread_from": thread, "thread_to": thread, "number_from": 9, "number_to": 2}
    PostMove.objects.create(act=act, post=post, at=AT, **there)
    ThreadVisit.objects.create(thread=thread, person=member, latest_at=AT, latest_number=2)
    update = site.page.changesets.order_by("number")[0]
    Cause.objects.create(update=update, thread=thread, named_by=member, named_at=AT)
    Proposal.objects.create(
        recommendation=item, post=post, update=update, quote="“Two”", by=member, at=AT
    )


def _suggest(page: Any, person: Any, *, by: Any) -> None:
    """One suggestion that was accepted, and one that waits."""
    from updates.accepting import accept
    from updates.editing import Texts
    from updates.suggesting import suggest

    texts = Texts(page.title, "The plan – “ours”.", "")
    accept(suggest(page, texts, base=None, author=person, note="Plain"), by=by, reason="Thanks")
    suggest(page, Texts(page.title, "The plan.\n\nAnd who swaps.", ""), base=None, author=person)


def _challenge(page: Any, item: Any, member: Any, author: Any) -> None:
    """Words of the page that are challenged, and a recommendation whose challenge was answered."""
    from challenges.challenging import answer, challenge
    from markup.passages import Text
    from wiki.marking import text_of_page

    page.refresh_from_db()
    passage = Text(text_of_page(page)).chosen("See Rota.")
    assert passage is not None
    challenge(page, author=member, wrong="It says “nothing” of nights", about=passage)
    made = challenge(page, author=member, wrong="Which week?\nThat of [[Rest]]?", about=item)
    answer(made, by=author, update=page.changesets.order_by("number")[0], text="The next")


def _administer(administrator: Any, member: Any) -> None:
    group = Group.objects.create(name="Helpers")
    group.permissions.add(Permission.objects.get(codename="change_user"))
    member.groups.add(group)
    member.user_permissions.add(Permission.objects.get(codename="view_user"))
    LogEntry.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(member),
        object_id=str(member.pk),
        object_repr="ben",
        action_flag=CHANGE,
        action_time=AT,
    )


@pytest.fixture
def exported() -> Callable[[], bytes]:
    """The site as a file, made at one fixed time."""
    from archive.writing import export

    def made() -> bytes:
        file = io.BytesIO()
        export(file, at=AT)
        return file.getvalue()

    return made


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[bytes], list[str]]:
    """Read a file into the site; returns the faults that were found."""
    from archive.reading import check, load

    def read(content: bytes) -> list[str]:
        path = tmp_path / "import.jsonl"
        path.write_bytes(content)
        return load(path, check(path))

    return read


@pytest.fixture
def emptied(transactional_db: None) -> Callable[[], None]:
    """Empty the database, as if it had just been prepared."""

    def empty() -> None:
        call_command("flush", interactive=False, verbosity=0)

    return empty


def retold(content: bytes, change: Callable[[dict[str, Any], list[dict[str, Any]]], None]) -> bytes:
    """The same file with other content, and a checksum that says so."""
    header, *rows = map(json.loads, content.splitlines()[:-1])
    change(header, rows)
    lines = b"".join(f"{json.dumps(row)}\n".encode() for row in rows)
    last = {"sha256": hashlib.sha256(lines).hexdigest()}
    return f"{json.dumps(header)}\n".encode() + lines + f"{json.dumps(last)}\n".encode()
