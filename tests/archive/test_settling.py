"""What is derived from other rows agrees with them after an import, whatever the file said."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command

from recommendations.models import Recommendation
from tests.archive.conftest import retold
from wiki.models import Page

Rows = list[dict[str, Any]]


def test_counts_are_counted_again(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
) -> None:
    counts = ("stars_now", "stars_earlier", "reservations_now", "tallies", "threads_about")
    before = list(Recommendation.objects.order_by("pk").values(*counts))

    def miscount(header: dict[str, Any], rows: Rows) -> None:
        for row in rows:
            if row["model"] == "recommendations.recommendation":
                row["fields"] |= {"stars_now": 40, "tallies": {"": 40}, "threads_about": 7}

    file = retold(exported(), miscount)
    emptied()
    imported(file)
    assert list(Recommendation.objects.order_by("pk").values(*counts)) == before


def test_a_text_that_another_renderer_stored_is_rendered_again(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
    stranger: Any,
) -> None:
    def age(header: dict[str, Any], rows: Rows) -> None:
        for row in rows:
            if row["model"] == "wiki.page":
                row["fields"] |= {"renderer_version": 0, "rendered": {}}

    before, file = Page.objects.get(pk=site.page.pk).rendered, retold(exported(), age)
    emptied()
    imported(file)
    assert Page.objects.get(pk=site.page.pk).rendered == before


def test_a_broken_thread_is_imported_and_named(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    emptied: Callable[[], None],
    tmp_path: Path,
    capsys: Any,
) -> None:
    """A backup of a site with a fault is still the only backup."""

    def tear(header: dict[str, Any], rows: Rows) -> None:
        post = next(row for row in rows if row["model"] == "discussions.post")
        post["fields"]["level"] = 3

    file = tmp_path / "torn.jsonl"
    file.write_bytes(retold(exported(), tear))
    emptied()
    call_command("import_site", str(file))
    assert "is a root on level 3" in capsys.readouterr().err
    assert Page.objects.filter(pk=site.page.pk).exists()
