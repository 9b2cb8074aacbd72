"""The demo as a first start loads it: everything is there, and loading it twice changes nothing."""

import pytest
from django.core.management import call_command

from accounts.models import User
from discussions.checking import faults
from discussions.models import Post, Thread, ThreadAct
from recommendations.models import Recommendation, Star, Succession
from updates.models import Suggestion
from wiki.models import Changeset, Page


def counts() -> list[int]:
    models = (User, Page, Changeset, Recommendation, Star, Thread, Post)
    return [model.objects.count() for model in models]


@pytest.fixture
def demo(transactional_db, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.delenv("PARLEY_DEMO_PASSWORD", raising=False)
    call_command("load_demo")
    return tmp_path


def test_the_demo_fills_every_screen_and_loads_once(demo, capsys):
    before = counts()
    call_command("load_demo")
    assert counts() == before
    assert "content already" in capsys.readouterr().out
    assert Page.objects.count() >= 12
    assert Page.objects.featured().count() == 1
    assert Recommendation.objects.standing().count() >= 40
    statuses = set(Recommendation.objects.standing().values_list("status", flat=True))
    assert statuses == set(Recommendation.Status.values)
    assert Star.objects.on_an_earlier_wording().exists()
    assert set(Succession.objects.values_list("kind", flat=True)) == set(Succession.Kind.values)
    assert Thread.objects.count() >= 12
    acts = set(ThreadAct.objects.values_list("kind", flat=True))
    assert acts == {"featured", "resolved", "moved"}
    assert ThreadAct.objects.get(kind="resolved").recommendation is not None
    assert Post.objects.filter(by_mail=True).count() == 1
    assert list(faults()) == []
    waiting = Suggestion.objects.open().values_list("author_name", flat=True)
    assert set(waiting) == {"elsie-marsh", "tobi.a"}


def test_update_numbers_of_the_demo_have_no_gaps_and_counts_equal_rows(demo):
    for page in Page.objects.all():
        numbers = list(page.changesets.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    kept = {
        item.pk: (item.stars_now, item.stars_earlier, item.reasons_now, item.threads_about)
        for item in Recommendation.objects.all()
    }
    Recommendation.objects.all().recount()
    again = {
        item.pk: (
            *(item.stars_now, item.stars_earlier, item.reasons_now),
            Thread.objects.filter(recommendation=item).count(),
        )
        for item in Recommendation.objects.all()
    }
    assert kept == again


def test_the_password_is_random_kept_for_the_owner_alone_and_opens_the_door(demo, client):
    path = demo / "demo_password"
    assert path.stat().st_mode & 0o777 == 0o600
    form = {"login": "admin", "password": path.read_text()}
    assert client.post("/accounts/login/", form).status_code == 302
    assert client.get("/inbox/").status_code == 200


def test_a_password_that_is_given_is_used(
    transactional_db, settings, tmp_path, monkeypatch, client
):
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("PARLEY_DEMO_PASSWORD", "a password that is given")
    call_command("load_demo")
    form = {"login": "wren", "password": "a password that is given"}
    assert client.post("/accounts/login/", form).status_code == 302
