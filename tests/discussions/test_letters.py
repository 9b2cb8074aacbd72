"""Threads by mail: who gets what, how mail programs see it, and how it is ended."""

import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from discussions.models import Post, PostLetter, Thread, ThreadWatch
from discussions.outbox import send
from discussions.posting import start_thread
from discussions.removing import take_down
from wiki.deleting import delete
from wiki.models import PageWatch

ON = "https://parley.example"


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.SITE_URL = ON
    settings.DEFAULT_FROM_EMAIL = "Parley <site@parley.example>"
    settings.COMMUNITY_NAME = "Night desk"


def confirm(person: Any) -> Any:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


@pytest.fixture
def mailed(listener: Any, thread: Thread) -> Any:
    """Watches the thread, and chose replies by mail."""
    listener.is_mailed = True
    listener.save()
    ThreadWatch.objects.create(thread=thread, person=listener, since=timezone.now())
    return confirm(listener)


@pytest.fixture
def sent(mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Any:
    """The mails that a deed leads to, as they go over the wire."""

    def run(deed: Any) -> list[Any]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        assert mailoutbox == []  # nothing is sent while somebody waits
        send()
        wire = [one.message().as_bytes() for one in mailoutbox]
        return [message_from_bytes(raw, policy=policy.default) for raw in wire]

    return run


def text(mail: Any, kind: str = "plain") -> str:
    return str(mail.get_body((kind,)).get_content())


def test_a_reply_goes_to_whoever_watches_and_chose_mail(
    mailed: Any, say: Any, sent: Any, author: Any
) -> None:
    [mail] = sent(lambda: say(body="By the *window*."))
    assert mail["To"] == "lena@example.org"
    assert mail["From"] == "ben via Night desk <site@parley.example>"
    assert mail["Subject"] == "Re: Beds"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "ben answered amara in “Beds”" in text(mail)
    assert "By the *window*." in text(mail)
    assert f"{ON}/posts/{Post.objects.get(number=2).pk}/" in text(mail)
    assert "<em>window</em>" in text(mail, "html")
    assert '<html lang="en-gb">' in text(mail, "html")
    assert "Cc" not in mail
    assert "Bcc" not in mail


def test_nobody_is_mailed_who_did_not_choose_or_confirm_it_or_wrote_it(
    thread: Thread, say: Any, sent: Any, new_person: Any, member: Any
) -> None:
    confirm(new_person("plain"))
    new_person("unconfirmed", is_mailed=True)
    confirm(new_person("gone", is_mailed=True, is_active=False))
    member.is_mailed = True
    member.save()
    confirm(member)
    for person in [*type(member).objects.all()]:
        ThreadWatch.objects.get_or_create(
            thread=thread, person=person, defaults={"since": timezone.now()}
        )
    assert sent(say) == []
    assert not PostLetter.objects.exists()


def test_the_opening_of_a_thread_goes_to_whoever_watches_its_page(
    wiki_page: Any, mailed: Any, author: Any, sent: Any
) -> None:
    PageWatch.objects.create(page=wiki_page, person=mailed, since=timezone.now())
    [mail] = sent(lambda: start_thread(wiki_page, author=author, subject="Rota", body="Who?"))
    assert mail["Subject"] == "Rota"
    assert "In-Reply-To" not in mail
    assert "amara started the thread “Rota” beside “Night work”" in text(mail)


def test_mail_programs_put_the_posts_of_a_thread_together(
    mailed: Any, say: Any, sent: Any, thread: Thread
) -> None:
    [first], [second] = sent(say), sent(lambda: say(2))
    opening = f"<post.{Post.objects.get(number=1).pk}@parley.example>"
    assert first["In-Reply-To"] == first["References"] == opening
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"] == f"{opening} {first['Message-ID']}"
    assert first["List-Id"] == second["List-Id"] == "Night desk <threads.parley.example>"


def test_there_is_no_address_to_reply_to_until_one_is_set_up(
    mailed: Any, say: Any, sent: Any, settings: Any
) -> None:
    [mail] = sent(say)
    assert "Reply-To" not in mail
    assert "Mail to this address is not read" in text(mail)
    settings.REPLY_ADDRESS = "reply@parley.example"
    [mail] = sent(say)
    assert re.fullmatch(r"reply\+[a-z2-7]{20,58}@parley\.example", mail["Reply-To"])
    assert "Reply to this mail to answer ben" in text(mail)


def test_no_text_makes_a_header_or_a_second_recipient(
    wiki_page: Any, mailed: Any, author: Any, sent: Any, settings: Any
) -> None:
    settings.COMMUNITY_NAME = "Nachtwache\r\nBcc: „Süd“"
    PageWatch.objects.create(page=wiki_page, person=mailed, since=timezone.now())
    subject = "Rota\r\nBcc: thief@example.org\nX: 1"
    [mail] = sent(lambda: start_thread(wiki_page, author=author, subject=subject, body="?"))
    assert mail["Subject"] == "Rota Bcc: thief@example.org X: 1"
    assert mail["To"] == "lena@example.org"
    assert "Bcc" not in mail
    assert "X" not in mail
    assert mail["From"] == '"amara via Nachtwache Bcc: „Süd“" <site@parley.example>'
    assert mail["List-Id"].endswith("<threads.parley.example>")


def test_links_lead_to_the_address_of_the_settings_alone(
    mailed: Any, say: Any, sent: Any, author: Any
) -> None:
    [mail] = sent(lambda: say(body="See [[Night work]] and https://elsewhere.example/."))
    hosts = set(re.findall(r'(?:href|src)="([^"]*?)(?=/|")', text(mail, "html")))
    links = re.findall(r'href="([^"]*)"', text(mail, "html"))
    assert f"{ON}/wiki/night-work/" in links
    assert [link for link in links if not link.startswith("https://")] == []
    assert hosts == {"https:"}
    assert {link.split("/")[2] for link in links} == {"parley.example", "elsewhere.example"}


def test_what_was_taken_down_meanwhile_is_not_mailed(
    mailed: Any, say: Any, sent: Any, member: Any
) -> None:
    assert sent(lambda: take_down(say(), author=member)) == []


def test_what_stands_beside_a_deleted_page_is_not_mailed(
    mailed: Any, say: Any, sent: Any, wiki_page: Any, moderator: Any
) -> None:
    def reply_and_delete() -> None:
        say()
        delete(wiki_page, by=moderator, reason="Written twice")

    assert sent(reply_and_delete) == []


def test_who_stopped_mail_meanwhile_gets_none(mailed: Any, say: Any, sent: Any) -> None:
    def reply_and_stop() -> None:
        say()
        type(mailed).objects.filter(pk=mailed.pk).update(is_mailed=False)

    assert sent(reply_and_stop) == []


def test_telling_a_thread_of_a_hundred_watchers_costs_two_queries_more(
    thread: Thread, say: Any, new_person: Any, django_assert_num_queries: Any, sent: Any
) -> None:
    from discussions import letters

    people = [confirm(new_person(f"reader{n}", is_mailed=True)) for n in range(100)]
    post = say()
    with django_assert_num_queries(2):
        letters._put_into_outbox({person.pk for person in people}, post)
    assert PostLetter.objects.count() == 100


def test_the_command_says_what_it_sent(
    mailed: Any, say: Any, django_capture_on_commit_callbacks: Any, capsys: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        say()
    call_command("send_mail")
    assert capsys.readouterr().out == "Sent 1\n"
    call_command("send_mail")
    assert capsys.readouterr().out == ""


# Ending it ------------------------------------------------------------------------------------


@pytest.fixture
def stop(mailed: Any, say: Any, sent: Any) -> str:
    """The address under which the mail is ended, as its header has it."""
    [mail] = sent(say)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(mail["List-Unsubscribe"]).strip(" <>")
    assert link in text(mail)
    assert link.startswith(ON)
    return link.removeprefix(ON)


def test_one_click_of_a_mail_program_ends_the_mail_and_is_answered_at_once(
    stop: str, mailed: Any, say: Any, sent: Any
) -> None:
    program = Client(enforce_csrf_checks=True)
    answer = program.post(stop, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    mailed.refresh_from_db()
    assert not mailed.is_mailed
    assert sent(say) == []


def test_reading_the_page_changes_nothing_and_its_button_does(
    stop: str, mailed: Any, client: Client
) -> None:
    assert b"Stop all mail of threads" in client.get(stop).content
    mailed.refresh_from_db()
    assert mailed.is_mailed
    answer = client.post(stop, {"do": "all"})
    assert (answer.status_code, answer["Location"]) == (302, stop)
    assert b"<h1>Mail is stopped</h1>" in client.get(stop).content


def test_the_page_offers_to_stop_watching_the_thread_alone(
    stop: str, mailed: Any, client: Client, thread: Thread
) -> None:
    assert "Stop watching “Beds”" in client.get(stop).content.decode()
    client.post(stop, {"do": "thread"})
    mailed.refresh_from_db()
    assert mailed.is_mailed
    assert not ThreadWatch.objects.filter(thread=thread, person=mailed).exists()
    assert "You do not watch “Beds”" in client.get(stop).content.decode()


def test_the_page_says_nothing_of_a_thread_beside_a_deleted_page(
    stop: str, client: Client, wiki_page: Any, moderator: Any
) -> None:
    delete(wiki_page, by=moderator, reason="Written twice")
    page = client.get(stop).content.decode()
    assert "Beds" not in page
    assert "Stop all mail of threads" in page


@pytest.mark.parametrize("wrong", ["x", "1-1:abc", "%00", "é"])
def test_a_link_that_was_not_signed_leads_nowhere(wrong: str, client: Client, db: None) -> None:
    assert client.get(f"/mail/stop/{wrong}/").status_code == 404
    assert client.post(f"/mail/stop/{wrong}/", {"do": "all"}).status_code == 404


def test_mail_is_chosen_on_the_profile_and_off_by_default(
    client: Client, signed_in: Any, member: Any
) -> None:
    signed_in(client, member)
    page = client.get("/profile/").content.decode()
    assert 'name="is_mailed"' in page
    assert 'name="is_mailed" checked' not in page
    assert "Your address is not confirmed yet" in page
    confirm(member)
    client.post("/profile/", {"is_mailed": "on"})
    page = client.get("/profile/").content.decode()
    assert "checked" in page[page.index('name="is_mailed"') :][:80]
    assert "Your address is not confirmed yet" not in page
