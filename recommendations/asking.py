"""Asking people again: those whose star or reservation is on words that changed, or gave way."""

from collections import defaultdict
from dataclasses import replace

from markup.diff import compare_words
from recommendations.lineage import asked
from recommendations.models import Recommendation, Reservation, Star, Succession
from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import Recording

MANY = 10  # recommendations that are told as a number


def ask_again(recommendation: Recommendation, before: str, number: int, update: Recording) -> None:
    """Tell those whose star or reservation stands on wording `number`, which read `before`."""
    news = News(
        kind=Notification.Kind.WORDING,
        actor_name=update.author.username if update.author else "",
        deed="reworded a recommendation you starred:",
        subject=str(recommendation),
        url=f"{recommendation.get_absolute_url()}#mine",
        at=update.at,
        quote=_in_a_line(before, recommendation.wording)[:500],
    )
    about = {"recommendation": recommendation, "wording_number": number}
    but = update.author.pk if update.author else None
    tell(Star.objects.filter(**about).values_list("person_id", flat=True), news, but=but)
    held = replace(
        news,
        deed="reworded a recommendation you have a reservation about:",
        url=f"{recommendation.get_absolute_url()}#my-reservation",
    )
    reserved = Reservation.objects.open().filter(**about)
    tell(reserved.values_list("person_id", flat=True), held, but=but)


def _in_a_line(before: str, after: str) -> str:
    """The difference in words that stand on their own: "Keep [removed: a] [added: two] beds"."""
    marks = {"insert": "[added: {}]", "delete": "[removed: {}]"}
    return " ".join(
        marks.get(segment.op, "{}").format(segment.text.strip())
        for segment in compare_words(before, after)
    )


def ask_for_successors(
    kind: Succession.Kind,
    originals: list[Recommendation],
    successors: list[Recommendation],
    update: Recording,
) -> None:
    """Tell each starrer, and whoever has a reservation, once of all the originals together."""
    about = successors[0] if kind == Succession.Kind.MERGE else originals[0]
    news = News(
        kind=Notification.Kind.WORDING,
        actor_name=update.author.username if update.author else "",
        deed="",
        subject="; ".join(map(str, successors))[:600],
        url=f"{about.get_absolute_url()}#lineage",
        at=update.at,
    )
    concerned = {
        "which you starred": asked(originals, successors),
        "which you have a reservation about": _reserved(originals),
    }
    for why, people in concerned.items():
        groups: dict[tuple[Recommendation, ...], list[int]] = defaultdict(list)
        for person, items in people.items():
            groups[tuple(items)].append(person)
        for together, group in groups.items():
            refs = ", ".join(item.ref for item in together)
            what = refs if len(together) < MANY else f"{len(together)} recommendations"
            deed = f"{kind.label.lower()} {what}, {why}, into"
            quote = "; ".join(item.wording for item in together)[:500]
            but = update.author.pk if update.author else None
            tell(group, replace(news, deed=deed, quote=quote), but=but)


def _reserved(originals: list[Recommendation]) -> dict[int, list[Recommendation]]:
    """Who has an open reservation about which of these: it stays with the one that gave way."""
    known = {item.pk: item for item in originals}
    held = Reservation.objects.open().filter(recommendation__in=known)
    found: dict[int, list[Recommendation]] = defaultdict(list)
    for pk, person in held.order_by("recommendation_id").values_list("recommendation", "person"):
        found[person].append(known[pk])
    return dict(found)
