"""The text of an update that was hidden is to be read nowhere, by nobody.

A sentence that came with one update and went with the next is looked for in every answer of the
site: each address there is, whatever links lead to, feeds, exports, search.
"""

import io
import json
import re
import zipfile
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from challenges.challenging import challenge
from discussions.posting import start_thread
from drafts.keeping import new_key
from markup.passages import Passage, Text
from questions.asking import ask
from tests.whole.test_addresses import filled, routes
from tests.whole.test_hidden_tally import SCREENS, read_everything
from updates.drafts import keep
from updates.editing import Texts
from updates.suggesting import suggest
from wiki.hiding import hide, show
from wiki.marking import text_of_page
from wiki.models import Changeset, Page, PastText
from wiki.pasts import text_at
from wiki.writing import revise_page

SECRET = "The quillwort key lies under the third stone."
NOTED = "See the quillwort note"
WHY = "It told where a key lies"
TELLING = re.compile("quillwort|third stone", re.IGNORECASE)
FIRST = "Nights are long.\n\nTake turns.\n\nSleep by day."


@pytest.fixture
def site(a_small_site: SimpleNamespace, make_page: Any, author: Any, member: Any) -> Any:
    page = make_page("Keys", body=FIRST, tags="doors")
    secret = FIRST.replace("Take turns.", f"Take turns. {SECRET}")
    revise_page(page, author=member, body=secret, note=NOTED)
    draft = {"draft": new_key(), "base": "2", "title": "Keys", "body": "Nights are short."}
    kept = keep(author, page, draft)
    proposed = Texts("Keys", secret.replace("Sleep", "Rest"), "doors")
    a_small_site.suggestion = suggest(page, proposed, base=2, author=author)
    passage = Passage(SECRET, "Take turns. ", "")
    wrong = "It lies there no more"
    a_small_site.challenge = challenge(page, about=passage, wrong=wrong, author=author)
    told = {"author": author, "body": "So it is."}
    passage_now = Text(text_of_page(Page.objects.get(pk=page.pk))).chosen(SECRET)
    update = page.changesets.get(number=2)
    a_small_site.threads = [
        start_thread(page, subject="Where?", passage=passage_now, **told),
        start_thread(page, subject="Why so?", changeset=update, **told),
    ]
    revise_page(page, author=author, body=FIRST + "\n\nEat well.", note="Put right")
    revise_page(page, author=author, body=FIRST + "\n\nEat well. Drink too.", note="More")
    a_small_site.question = ask(page, author=member, text="Who keeps the key?")
    a_small_site.keys, a_small_site.draft = page, kept
    a_small_site.secret = page.changesets.get(number=2)
    return a_small_site


def answer_of(client: Client, address: str) -> str:
    content = client.get(address).getvalue()
    if content.startswith(b"PK"):
        held = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(held.read(name) for name in held.namelist())
    return str(content.decode(errors="replace"))


def every_address(site: SimpleNamespace) -> list[str]:
    """Each route of the site, filled in for the page, and for each of its updates and pairs."""
    here = SimpleNamespace(**(vars(site) | {"page": site.keys}))
    found = [filled(route, here) for route in routes(get_resolver())]
    under = [address for address in found if address.startswith("/wiki/keys/")]
    for number in ("1", "3", "4"):
        found += [address.replace("/2/", f"/{number}/") for address in under]
    found += [f"/wiki/keys/compare/{old}/{new}/" for old in range(5) for new in range(5)]
    looks = ("view=side", "show=page", "context=all", "view=side&show=page")
    found += [f"/wiki/keys/changes/{number}/?{look}" for number in range(1, 5) for look in looks]
    found += [f"/wiki/keys/edit/?draft={site.draft.key}", site.draft.get_absolute_url()]
    found.append(site.suggestion.get_absolute_url())
    for thread in vars(site).get("threads", ()):
        moment = f"{timezone.now():%Y-%m-%dT%H:%MZ}"
        here = thread.get_absolute_url()
        found += [here, f"{here}at/{moment}/", f"{here}?part=opened"]
        found.append(f"/wiki/keys/?open={thread.pk}&threads=all")
    found += ["/search/?q=quill", "/search/?q=stone", "/wiki/titles/?q=keys"]
    found += ["/wiki/keys/history/?text=quill", "/activity/?kind=moderation"]
    found += ["/activity/feed/?on=keys", "/activity/?on=keys&kind=text", "/inbox/"]
    return [address for address in dict.fromkeys(found) if not address.startswith("/admin/")]


def told(client: Client, site: SimpleNamespace) -> list[str]:
    """The addresses whose answers have a word of the secret."""
    found = {where: answer_of(client, where) for where in every_address(site)}
    return [where for where, text in found.items() if TELLING.search(text)]


@pytest.mark.parametrize("who", ["visitor", "author", "member", "moderator"])
def test_it_is_read_nowhere(
    who: str,
    site: SimpleNamespace,
    client: Client,
    moderator: Any,
    signed_in: Any,
    request: pytest.FixtureRequest,
) -> None:
    if who != "visitor":
        signed_in(client, request.getfixturevalue(who))
    assert len(told(client, site)) > 12, "what is looked for is there to be found"
    hide(site.secret, by=moderator, reason=WHY, note=True)
    assert told(client, site) == []


def test_no_link_leads_to_it(site: SimpleNamespace, client: Client, moderator: Any) -> None:
    hide(site.secret, by=moderator, reason=WHY, note=True)
    found = read_everything(client, *SCREENS, "/wiki/keys/", "/wiki/keys/history/")
    assert "/wiki/keys/changes/2/" in found
    assert [where for where, text in found.items() if TELLING.search(text)] == []


def test_no_form_gives_it_away(
    site: SimpleNamespace, client: Client, author: Any, moderator: Any, signed_in: Any
) -> None:
    hide(site.secret, by=moderator, reason=WHY, note=True)
    signed_in(client, author)
    mine = {"title": "Keys", "tags": "doors", "body": "Nights are short.", "base": "2"}
    for address, form in (
        ("/wiki/keys/changes/2/restore/", {"note": "Back"}),
        ("/wiki/keys/changes/2/restore/parts/", {"part": "title"}),
        ("/wiki/keys/changes/2/undo/", {}),
        ("/wiki/keys/changes/3/undo/", {}),
        ("/wiki/keys/edit/", {**mine, "do": "changes"}),
        ("/wiki/keys/edit/", {**mine, "do": "preview"}),
        ("/wiki/keys/edit/", {**mine, "do": "save", "asked": "1"}),
        ("/wiki/keys/edit/", {**mine, "do": "decide", "against": "4"}),
        ("/wiki/keys/edit/", {**mine, "do": "decide", "against": "2", "base": "1"}),
        ("/wiki/keys/title/", {**mine, "title": "Doors", "do": "save"}),
        ("/wiki/preview/?page=keys", {"body": "quill"}),
    ):
        answer = client.post(address, form, follow=True)
        assert answer.status_code < 500, address
        assert not TELLING.search(answer.content.decode()), address
    assert "quillwort" not in Page.objects.get(pk=site.keys.pk).body


def test_it_is_in_no_export_and_an_import_keeps_it_hidden(
    site: SimpleNamespace, moderator: Any, tmp_path: Path
) -> None:
    hide(site.secret, by=moderator, reason=WHY, note=True)
    call_command("export_site", str(tmp_path / "site.jsonl"), stdout=io.StringIO())
    lines = (tmp_path / "site.jsonl").read_text().splitlines()
    assert not TELLING.search("\n".join(lines))
    rows = [json.loads(line) for line in lines]
    ours = [row for row in rows if row.get("model") == "wiki.changeset"]
    hidden = [row["fields"] for row in ours if row["fields"]["hidden_at"]]
    assert [(row["number"], row["hidden_reason"]) for row in hidden] == [(2, WHY)]
    assert hidden[0]["purged_at"], "what is not in the file cannot be shown again"
    assert text_at(site.keys, site.keys.changesets.get(number=1)) == FIRST


def every_table() -> str:
    """All that stands in any table of the database, packed texts unpacked."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else b""
                    found.append(raw.decode(errors="replace") if raw else str(value))
                    found += unpacked(raw)
    for past in PastText.objects.select_related("page", "changeset"):
        found.append(text_at(past.page, past.changeset, hidden_too=True))
    return "\n".join(found)


def unpacked(raw: bytes) -> list[str]:
    """What a packed text holds of its own, without what it takes from another."""
    try:
        return [zlib.decompress(raw[5:], -zlib.MAX_WBITS).decode(errors="replace")]
    except zlib.error:
        return []


def test_after_a_purge_no_table_holds_it(
    site: SimpleNamespace, author: Any, moderator: Any
) -> None:
    asked = ["keys", "2", "--note", "--by", "mo", "--reason", WHY]
    texts = {one.number: text_at(site.keys, one) for one in site.keys.changesets.all()}
    assert TELLING.search(every_table())
    said = io.StringIO()
    call_command("purge_update", *asked, stdout=said)
    assert "Would remove the text of “Keys” that updates 2 wrote" in said.getvalue()
    assert "Would remove 1 unsent drafts" in said.getvalue()
    assert not site.keys.changesets.filter(hidden_at__isnull=False).exists()
    for _ in range(2):
        call_command("purge_update", *asked, "--yes", stdout=said)
    assert not TELLING.search(every_table())
    again = Changeset.objects.filter(page=site.keys, number__in=[1, 3, 4])
    assert {one.number: text_at(site.keys, one) for one in again} == {
        number: texts[number] for number in (1, 3, 4)
    }
    gone = Changeset.objects.get(pk=site.secret.pk)
    assert gone.purged_at
    assert (gone.hidden_by, gone.hidden_reason) == (moderator, WHY)
    last = site.keys.changesets.filter(counts__has_key="texts_purged")
    assert [one.note for one in last] == [f"Removed for good, of update 2: {WHY}"]
    with pytest.raises(PermissionDenied):
        show(gone, by=moderator)
