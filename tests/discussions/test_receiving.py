"""Mail that comes in: posted as a reply, or answered kindly to the account and nobody else."""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from discussions import acting, posting
from discussions.models import POST_LIMIT, Post, Thread
from discussions.outbox import send
from discussions.receiving import Outcome, receive
from discussions.removing import take_down
from mailing.addresses import LASTS, WEEK, reply_address
from mailing.models import Answer, Received
from tests.elements import read
from tests.mailing.an_imap_server import ImapServer
from wiki.deleting import delete

MAILS = Path(__file__).parents[1] / "mailing" / "mails"


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.SITE_URL = "https://parley.example"
    settings.REPLY_ADDRESS = "reply@parley.example"


@pytest.fixture
def lena(listener: Any) -> Any:
    EmailAddress.objects.create(user=listener, email=listener.email, primary=True, verified=True)
    return listener


@pytest.fixture
def answered(say: Any) -> Post:
    """Ben's reply, post 2, which lena was told of by mail."""
    say(body="By the window.")
    return Post.objects.get(number=2)


@pytest.fixture
def address(lena: Any, answered: Post) -> str:
    return reply_address(lena, answered.pk, timezone.now())


@pytest.fixture
def mail(address: str) -> Callable[..., bytes]:
    """A mail as a file has it, or one with `text`, sent to lena's address."""

    def make(name: str = "", text: str = "On the left.", **headers: str) -> bytes:
        if name:
            raw = (MAILS / f"{name}.eml").read_text()
            return raw.replace("REPLY-ADDRESS", headers.get("to", address)).encode()
        lines = {
            "From": "Lena <lena@example.org>",
            "To": address,
            "Subject": "Re: Beds",
            "Message-ID": f"<{len(text)}.{hash(text)}@example.org>",
            "Content-Type": "text/plain; charset=utf-8",
            **{key.replace("_", "-"): value for key, value in headers.items()},
        }
        head = "\n".join(f"{key}: {value}" for key, value in lines.items() if value)
        return f"{head}\n\n{text}".encode()

    return make


@pytest.fixture
def told(mailoutbox: list[Any]) -> Callable[[], str]:
    """What lena is told by mail; "" where she is told nothing. Nobody else is told anything."""

    def read() -> str:
        mailoutbox.clear()
        send()
        assert {address for one in mailoutbox for address in one.to} <= {"lena@example.org"}
        assert len(mailoutbox) <= 1
        return mailoutbox[0].body if mailoutbox else ""

    return read


def replies() -> list[str]:
    return list(Post.objects.filter(number__gt=2).values_list("body", flat=True))


@pytest.mark.parametrize(
    "name",
    [
        *("gmail-web", "outlook-desktop", "outlook-phone", "iphone", "thunderbird-below"),
        *("thunderbird-between", "yahoo", "mutt", "apple-mail-french", "outlook-german"),
    ],
)
def test_a_mail_of_a_common_program_answers_the_post_that_it_answers(
    name: str, mail: Any, lena: Any, answered: Post, thread: Thread, told: Any
) -> None:
    outcome = receive(mail(name))
    assert outcome.words == "posted"
    post = Post.objects.get(number=3)
    assert (post.author, post.answers, post.thread) == (lena, answered.number, thread)
    assert "Reply to this mail" not in post.body
    assert "wrote:" not in post.body
    assert told() == ""


def test_a_post_that_came_by_mail_says_so_and_no_other_does(
    mail: Any, thread: Thread, client: Any
) -> None:
    receive(mail())
    page = read(client.get(thread.get_absolute_url()))
    by_mail = Post.objects.get(number=3)
    said = {post["id"]: "by mail" in post.one("header").text for post in page.all("article.reply")}
    assert [post for post, is_said in said.items() if is_said] == [f"post-{by_mail.pk}"]
    assert len(said) == 3


def test_a_mail_is_posted_once_however_often_it_comes(mail: Any) -> None:
    assert [receive(mail("gmail-web")).words for _ in range(3)] == [
        "posted",
        *["dropped: it was dealt with before"] * 2,
    ]
    assert len(replies()) == 1


@pytest.mark.parametrize(
    "name", ["absence-exchange", "absence-gmail", "absence-old", "bounce", "list", "loop"]
)
def test_what_a_machine_wrote_is_dropped_without_an_answer(name: str, mail: Any, told: Any) -> None:
    assert receive(mail(name)).words == "dropped: it was written by a machine"
    assert (replies(), told()) == ([], "")


def test_our_own_mail_that_comes_back_is_dropped(mail: Any, told: Any) -> None:
    assert receive(mail("our-own")).words.startswith("dropped")
    back = mail(Message_ID="<answer.7@parley.example>")
    assert receive(back).words.startswith("dropped")
    assert (replies(), told()) == ([], "")


def test_no_answer_to_a_mail_can_set_off_another(mail: Any, told: Any, mailoutbox: Any) -> None:
    receive(mail("files-alone"))
    assert told()
    [answer] = mailoutbox
    raw = answer.message().as_bytes().replace(b"To: lena@example.org", mail()[:200].split(b"\n")[1])
    assert receive(raw).words.startswith("dropped")


def test_a_forged_address_tells_nobody_anything(mail: Any, address: str, told: Any) -> None:
    local, domain = address.split("@")
    for forged in (f"{local[:-1]}@{domain}", f"reply+{'a' * 39}@{domain}", f"reply@{domain}"):
        outcome = receive(mail(To=forged))
        assert outcome == Outcome("dropped: it was sent to no address that we signed")
    assert (replies(), told()) == ([], "")
    assert not Received.objects.exists()


def test_a_mail_from_an_address_that_is_not_the_accounts_is_not_posted_and_its_owner_told(
    mail: Any, told: Any
) -> None:
    receive(mail(From="Thief <thief@elsewhere.example>"))
    said = told()
    assert "from thief@elsewhere.example, which is none of the confirmed addresses" in said
    assert "On the left." in said
    assert replies() == []


def test_any_confirmed_address_of_the_account_will_do(mail: Any, lena: Any) -> None:
    EmailAddress.objects.create(user=lena, email="lena@home.example", verified=True)
    EmailAddress.objects.create(user=lena, email="lena@new.example", verified=False)
    assert receive(mail(From="LENA@Home.example")).words == "posted"
    assert receive(mail(From="lena@new.example", text="Again.")).words == "refused"
    assert receive(mail(From="", text="Nobody.")).words == "refused"


def test_an_address_of_before_a_new_password_is_answered_kindly(
    mail: Any, lena: Any, told: Any
) -> None:
    raw = mail()
    lena.set_password("another horse battery")
    lena.save()
    receive(raw)
    assert "ended when the password or the e-mail address of your account was changed" in told()
    assert replies() == []


def test_an_address_of_long_ago_is_answered_kindly(
    mail: Any, lena: Any, answered: Post, told: Any
) -> None:
    old = reply_address(lena, answered.pk, timezone.now() - LASTS - 2 * WEEK)
    receive(mail(To=old))
    assert "works for half a year, and that is over" in told()
    assert replies() == []


def test_an_account_that_is_closed_is_told_nothing(mail: Any, lena: Any, told: Any) -> None:
    lena.is_active = False
    lena.save()
    assert receive(mail()).words.startswith("dropped")
    assert (replies(), told()) == ([], "")


def test_a_reply_to_what_was_taken_down_is_answered_with_its_text(
    mail: Any, answered: Post, member: Any, told: Any
) -> None:
    take_down(answered, author=member)
    receive(mail())
    said = told()
    assert "The post that you answer was taken down" in said
    assert "On the left." in said
    assert "https://parley.example/discussion/" in said


def test_a_reply_beside_a_deleted_page_is_answered_kindly(
    mail: Any, wiki_page: Any, moderator: Any, told: Any
) -> None:
    delete(wiki_page, by=moderator, reason="Written twice")
    receive(mail())
    assert "The page that this thread stood beside was deleted" in told()
    assert replies() == []


def test_files_are_refused_and_the_words_that_came_with_them_posted(mail: Any, told: Any) -> None:
    receive(mail("gmail-with-files"))
    assert len(replies()) == 1
    said = told()
    assert "without the files that came with it: corridor.jpg, Maße.pdf" in said
    assert "The mail said" not in said


def test_files_alone_are_answered(mail: Any, told: Any) -> None:
    receive(mail("files-alone"))
    assert "held files and no text" in told()
    assert replies() == []


def test_a_mail_without_new_words_is_answered(mail: Any, told: Any) -> None:
    receive(mail(text="On 1 Dec 2026, at 10:02, Ben wrote:\n> a\n> b\n> c\n"))
    assert "No new words were found" in told()


def test_a_text_over_the_limit_is_answered_with_the_limit(mail: Any, told: Any) -> None:
    receive(mail(text="word " * (POST_LIMIT // 5 + 1)))
    assert "at most 20000 characters" in told().replace(",", "")
    assert replies() == []


def test_a_mail_that_is_too_big_is_answered_by_its_headers_alone(
    mail: Any, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discussions.receiving.SIZE_LIMIT", 5_000)
    receive(mail(text="word\n" * 2_000))
    assert "too big to be read" in told()
    assert replies() == []


def test_one_person_cannot_send_without_end(mail: Any, settings: Any) -> None:
    settings.WRITE_RATES = {**settings.WRITE_RATES, "mail": "2/3600"}
    codes = [pipe(mail(text=f"Number {n}.")) for n in range(4)]
    assert codes == [0, 0, 75, 75]
    assert replies() == ["Number 0.", "Number 1."]


def test_what_a_mail_says_is_safe_as_any_post_is(mail: Any) -> None:
    receive(mail(text="<script>alert(1)</script> [x](javascript:alert(1)) **b**"))
    html = Post.objects.get(number=3).html
    assert "<script" not in html
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)
    assert "<strong>b</strong>" in html


def test_a_subject_makes_no_header_of_an_answer(
    mail: Any, told: Any, mailoutbox: list[Any]
) -> None:
    receive(mail("", text="", Subject="=?utf-8?q?Hello=0D=0ABcc:_thief=40example.org?="))
    assert told()
    message = mailoutbox[0].message()
    assert "Bcc" not in message
    assert message["Subject"] == "Re: Hello Bcc: thief@example.org"
    assert message["Auto-Submitted"] == "auto-replied"


# The command ----------------------------------------------------------------------------------


def pipe(raw: bytes, *arguments: str) -> int:
    """The exit code of the command for one raw mail on its standard input."""
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(raw))
    try:
        call_command("receive_mail", *arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.stdin = before
    return 0


def test_the_command_takes_a_mail_from_standard_input(mail: Any) -> None:
    assert pipe(mail()) == 0
    assert replies() == ["On the left."]


def test_the_command_is_told_the_recipient_where_no_header_names_it(
    mail: Any, address: str
) -> None:
    assert pipe(mail(To="undisclosed-recipients:;"), address.upper()) == 0
    assert replies() == ["On the left."]


def test_what_is_dropped_is_no_failure(mail: Any) -> None:
    assert pipe(b"\x00 no mail at all") == 0
    assert pipe(mail("bounce")) == 0


def test_a_mail_that_cannot_be_posted_for_now_is_tried_again_and_not_lost(
    mail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: Any, **more: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(posting, "reply", away)
        assert pipe(mail()) == 75
    assert (replies(), Received.objects.count(), Answer.objects.count()) == ([], 0, 0)
    assert pipe(mail()) == 0
    assert replies() == ["On the left."]


# The mailbox ----------------------------------------------------------------------------------


def test_a_mailbox_is_polled_and_each_mail_posted_once(
    mail: Any, settings: Any, capsys: Any
) -> None:
    with ImapServer() as server:
        settings.IMAP_URL = server.url
        server.mailbox.add(mail("gmail-web"))
        server.mailbox.add(mail("bounce"))
        call_command("poll_mail")
        assert capsys.readouterr().out == "Dealt with 2\n"
        server.mailbox.flags[100].clear()  # as if marking it had failed
        call_command("poll_mail")
    assert len(replies()) == 1


def test_a_mail_above_the_rate_stays_in_the_mailbox(mail: Any, settings: Any) -> None:
    settings.WRITE_RATES = {**settings.WRITE_RATES, "mail": "1/3600"}
    with ImapServer() as server:
        settings.IMAP_URL = server.url
        server.mailbox.add(mail(text="One."))
        server.mailbox.add(mail(text="Two."))
        with pytest.raises(SystemExit, match="Left for later 1"):
            call_command("poll_mail")
        assert server.mailbox.flags[101] == set()
    assert replies() == ["One."]


def test_a_mailbox_that_is_not_set_or_away_is_said(settings: Any) -> None:
    with pytest.raises(SystemExit, match="PARLEY_IMAP_URL is not set"):
        call_command("poll_mail")
    settings.IMAP_URL = "imap://a:secret@127.0.0.1:1/INBOX"
    with pytest.raises(SystemExit, match="The mailbox cannot be read") as ended:
        call_command("poll_mail")
    assert "secret" not in str(ended.value)


def test_the_same_mail_handed_over_by_several_at_once_is_posted_once(
    at_once: Any, mail: Any
) -> None:
    raw = mail("gmail-web")
    outcomes = at_once([lambda: receive(raw).words] * 4)
    assert sorted(outcomes) == ["dropped: it was dealt with before"] * 3 + ["posted"]
    assert len(replies()) == 1


def test_a_reply_to_a_locked_thread_is_answered_with_its_text(
    mail: Any, thread: Thread, moderator: Any, told: Any
) -> None:
    acting.lock(thread, by=moderator, reason="It is settled")
    receive(mail())
    said = told()
    assert "This thread was locked" in said
    assert "On the left." in said
    assert replies() == []
