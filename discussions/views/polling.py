"""Whether new replies have come, for a script that asks while somebody reads or writes."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from discussions import reading
from discussions.access import get_thread_or_404
from discussions.models import Post, Thread
from web.paging import number


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing (204) where no post was made after number `after`; else how many, and where.

    Posts of the person `but` are no news. It asks nobody who they are: the answer is the same
    for all, and costs one query as long as there is no news.
    """
    threads = Thread.objects.visible_to(None).filter(pk=pk)
    made = threads.values_list("posts_made", flat=True).first()
    if made is None:
        made = get_thread_or_404(request.user, pk).posts_made  # says why it is not to be read
    after = number(request, "after")
    if after is None or made <= after:
        return HttpResponse(status=204)
    posts = Post.objects.filter(thread=pk, number__gt=after).standing()
    posts = posts.exclude(author=number(request, "but") or 0)
    count = posts.aggregate(count=Count("pk"))["count"]
    if not count:
        return HttpResponse(status=204)
    first = posts.select_related("thread").order_by("number")[0]
    return JsonResponse({"count": count, "url": reading.address(first)})
