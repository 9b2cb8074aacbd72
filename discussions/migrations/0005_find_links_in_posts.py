"""Find the links in texts that were written before links were kept for them."""

from typing import Any

from django.db import migrations

from markup.render import Refused, link_titles, render_post
from wiki.linking import slug_of


def find(apps: Any, schema_editor: Any) -> None:
    """Whether a page is missing is taken from the stored text, which is shown until it changes."""
    link = apps.get_model("discussions", "PostLink")
    names = apps.get_model("wiki", "PageName").objects
    posts = apps.get_model("discussions", "Post").objects.filter(
        body__contains="[[", removed_at__isnull=True
    )
    for pk, body, html in posts.order_by("pk").values_list("pk", "body", "html").iterator():
        slugs = {title: slug_of(title) for title in link_titles(body)}
        there = set(names.filter(slug__in=slugs.values()).values_list("slug", flat=True))
        known = {title: "/" for title, slug in slugs.items() if slug in there}
        try:
            found = render_post(body, known, "p-").links
        except Refused:
            continue
        link.objects.bulk_create(
            link(
                source_id=pk,
                target_slug=slug_of(one.title),
                target_title=one.title[:200],
                sentence=one.sentence,
                is_missing='class="missing"' in html,
            )
            for one in found
            if slug_of(one.title)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0004_links_in_more_texts"),
        ("wiki", "0006_find_links_in_notes"),
    ]
    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
