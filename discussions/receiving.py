"""A mail that came to a reply address becomes a reply, or is answered with why it did not.

What is answered goes to the account that the address was signed for, never to a From line, which
may be anybody's. Whoever holds no genuine address is told nothing.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.addresses import confirmed, every_confirmed
from accounts.models import User
from discussions import posting
from discussions.access import get_thread_or_404
from discussions.forms import ReplyForm
from discussions.models import Post, Thread
from mailing import addresses, incoming
from mailing.addresses import LASTS, Token
from mailing.incoming import SIZE_LIMIT, Incoming
from mailing.models import SUBJECT_LIMIT, Answer, Received
from markup.render import Refused
from web.throttle import allow
from wiki.changesets import Deleted

KNOWN_FOR = 2 * LASTS  # of a Message-ID; by then the address has long been late
GIVEN_BACK = 100_000  # characters of a text that was not posted
ON_THE_SITE = "You can reply on the site instead."
LATE = f"The address that you replied to works for half a year, and that is over. {ON_THE_SITE}"
ENDED = (
    "The address that you replied to ended when the password or the e-mail address of your "
    f"account was changed. {ON_THE_SITE}"
)
STRANGE = (
    "A mail came to your reply address from {sender}, which is none of the confirmed addresses of "
    "your account, so it was not posted in your name. If you sent it, add that address to your "
    "account, or send it from one that is confirmed. If you did not, somebody else has a mail "
    "that was meant for you: changing your password ends all reply addresses that you were sent."
)
GONE = "The page that this thread stood beside was deleted, so your reply was not posted."
NOT_THERE = "The thread that you replied to is not there any more, so your reply was not posted."
TOO_BIG = "Your mail was too big to be read, so nothing of it was posted. Send the text alone."
NO_WORDS = "No new words were found in your mail, so nothing was posted."
ONLY_FILES = (
    "Your mail held files and no text, so nothing was posted. Files cannot be sent by mail: add "
    "them to the page on the site, where your reply can name them."
)
WITHOUT_FILES = (
    "Your reply was posted, without the files that came with it: {files}. Files cannot be sent by "
    "mail: add them to the page on the site, where a reply can name them."
)


@dataclass(frozen=True)
class Outcome:
    """What became of a mail, in words for whoever runs the site."""

    words: str
    post: Post | None = None
    said: str = ""  # what its sender is told, if anything


def receive(raw: bytes, recipient: str = "") -> Outcome:
    """Post a mail as a reply; see the module. `recipient` is what the mail server says.

    A mail that failed for now can be given again. Raises TooMany.
    """
    is_big = len(raw) > SIZE_LIMIT
    mail = (incoming.read_headers if is_big else incoming.read)(raw, recipient)
    if mail.is_automatic:
        return Outcome("dropped: it was written by a machine")
    token = addresses.read(mail.recipients)
    if token is None:
        return Outcome("dropped: it was sent to no address that we signed")
    person = User.objects.filter(pk=token.person, is_active=True).first()
    if person is None or not confirmed([person.pk]):
        return Outcome("dropped: its account is closed, or has no confirmed address")
    allow("mail", person.pk)
    name = f"{person.pk} {mail.message_id}".encode() if mail.message_id else raw
    with transaction.atomic():
        digest = hashlib.sha256(name).hexdigest()
        now = timezone.now()
        if not Received.objects.get_or_create(digest=digest, defaults={"at": now})[1]:
            return Outcome("dropped: it was dealt with before")
        Received.objects.filter(at__lt=now - KNOWN_FOR).delete()
        return _answered(_handled(mail, token, person, is_big), mail, person)


def _handled(mail: Incoming, token: Token, person: User, is_big: bool) -> Outcome:
    refusal = _refusal(mail, token, person, is_big)
    if refusal:
        return Outcome("refused", said=refusal)
    post = Post.objects.select_related("thread").filter(pk=token.post).first()
    if post is None:
        return Outcome("refused", said=NOT_THERE)
    try:
        thread = get_thread_or_404(person, post.thread_id)
    except Deleted:
        return Outcome("refused", said=GONE)
    except Http404:
        return Outcome("refused", said=NOT_THERE)
    if not mail.text.strip():
        return Outcome("refused", post, ONLY_FILES if mail.attachments else NO_WORDS)
    return _posted(mail, thread, post, person)


def _refusal(mail: Incoming, token: Token, person: User, is_big: bool) -> str:
    """Why nothing is posted, whatever the mail says; "" where it may be."""
    if not token.is_of(person):
        return ENDED
    if token.is_late(timezone.now()):
        return LATE
    if not mail.senders or mail.senders - every_confirmed(person):
        return STRANGE.format(sender=", ".join(sorted(mail.senders))[:300] or "no address")
    return TOO_BIG if is_big else ""


def _posted(mail: Incoming, thread: Thread, answered: Post, person: User) -> Outcome:
    form = ReplyForm(thread, {"body": mail.text, "to": str(answered.number)})
    if not form.is_valid():
        faults = [str(fault) for faults in form.errors.values() for fault in faults]
        return Outcome("refused", answered, f"Your reply was not posted. {'. '.join(faults)}.")
    try:
        post = posting.reply(
            thread,
            author=person,
            body=form.cleaned_data["body"],
            to=answered.number,
            by_mail=True,
        )
    except Refused as refused:
        return Outcome("refused", answered, f"Your reply was not posted. {refused.message}.")
    except (posting.Removed, posting.Locked) as removed:
        return Outcome("refused", answered, f"Your reply was not posted. {removed}.")
    files = ", ".join(mail.attachments[:20])
    return Outcome("posted", post, WITHOUT_FILES.format(files=files) if files else "")


def _answered(outcome: Outcome, mail: Incoming, person: User) -> Outcome:
    """Tell the account why its mail was not posted, with what it said."""
    if not outcome.said:
        return outcome
    thread = outcome.post and outcome.post.thread
    context = {
        "said": outcome.said,
        "thread": thread,
        "thread_url": thread and settings.SITE_URL + thread.get_absolute_url(),
        "text": "" if outcome.words == "posted" else mail.text[:GIVEN_BACK],
        "community": settings.COMMUNITY_NAME,
        "site_url": settings.SITE_URL,
    }
    subject = mail.subject if mail.subject[:3].lower() == "re:" else f"Re: {mail.subject}"
    now = timezone.now()
    Answer.objects.create(
        person=person,
        subject=subject.strip()[:SUBJECT_LIMIT],
        text=render_to_string("discussions/mail_answer.txt", context),
        answers=mail.message_id,
        created_at=now,
        due_at=now,
    )
    return outcome
