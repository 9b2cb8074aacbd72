"""Say of settled challenges whose words went before they were looked for that they went.

Which update took them is not known. Else the next one would be named.
"""

from typing import Any

from django.db import migrations

from markup.marking import text_of
from markup.passages import Passage, find
from markup.rendered import Rendered


def look(apps: Any, schema_editor: Any) -> None:
    challenges = apps.get_model("challenges", "Challenge").objects
    settled = challenges.exclude(state="open").filter(recommendation=None, is_gone=False)
    for one in settled.select_related("page").order_by("pk").iterator():
        text = ""
        if one.page.rendered:
            shown = Rendered.from_json(one.page.rendered)
            text = text_of([shown.lead, *(part.html for part in shown.parts)])
        if find(Passage(one.quote, one.before, one.after), text) is None:
            challenges.filter(pk=one.pk).update(is_gone=True)


class Migration(migrations.Migration):
    dependencies = [("challenges", "0004_find_links_in_challenges")]
    operations = [migrations.RunPython(look, migrations.RunPython.noop)]
