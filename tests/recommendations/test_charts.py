"""Charts: what they count, how they are drawn, and the table that says the same."""

import datetime
import itertools
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations import arranging, charts, drawing, figures, starring
from recommendations.models import Recommendation, Star
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Page

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)  # a Monday


@pytest.fixture
def people(new_person: Callable[..., Any]) -> list[Any]:
    return [new_person(name) for name in ("ada", "bo", "cy")]


@pytest.fixture
def nights(make_page: Callable[..., Any]) -> Page:
    return make_page("Nights", at=START)


@pytest.fixture
def items(nights: Page, author: Any) -> list[Recommendation]:
    """Two in Beds, one in Food, in this order."""
    beds = arranging.add_area(nights, "Beds", author=author, at=START)
    food = arranging.add_area(nights, "Food", author=author, at=START)
    places = [beds, beds, food]
    return [
        arranging.add(area, f"Do thing {n}", author=author, at=START)
        for n, area in enumerate(places)
    ]


def everything() -> Any:
    return Recommendation.objects.standing()


def told(found: charts.ByArea) -> dict[str, tuple[int, ...]]:
    return {
        name: (line.stars, line.recommendations)
        for name, line in zip(found.names, found.lines, strict=True)
    }


# What is counted ------------------------------------------------------------------------------


def test_stars_by_area_count_the_wordings_as_they_stand(
    items: list[Recommendation], people: list[Any], author: Any
) -> None:
    for person in people:
        starring.give(items[2], person=person)
    starring.give(items[0], person=people[0])
    starring.give(items[1], person=people[0])
    assert told(charts.stars_by_area(everything())) == {"Food": (3, 1), "Beds": (2, 2)}
    arranging.reword(items[2], "Serve soup at two in the morning", author=author)
    assert told(charts.stars_by_area(everything())) == {"Beds": (2, 2), "Food": (0, 1)}


def test_areas_of_one_title_are_told_apart_by_their_pages(
    items: list[Recommendation], make_page: Callable[..., Any], author: Any
) -> None:
    area = arranging.add_area(make_page("Days"), "Food", author=author)
    arranging.add(area, "Do another thing", author=author)
    assert list(told(charts.stars_by_area(everything()))) == ["Food, Days", "Beds", "Food, Nights"]


def test_more_areas_than_a_picture_holds_are_left_to_words(
    nights: Page, member: Any, author: Any
) -> None:
    for number in range(charts.MOST_AREAS + 2):
        area = arranging.add_area(nights, f"Area {number}", author=author)
        item = arranging.add(area, "Do it", author=author)
        if number > 1:
            starring.give(item, person=member)
    found = charts.stars_by_area(everything())
    assert (len(found.lines), len(found.others)) == (charts.MOST_AREAS, 2)
    assert [line.stars for line in found.others] == [0, 0]


def test_the_spread_tells_in_how_many_areas_people_star(
    items: list[Recommendation], people: list[Any], nights: Page, author: Any
) -> None:
    assert charts.spread(everything()) == []
    ada, bo, cy = people
    for item, person in [(0, ada), (1, ada), (0, bo), (2, bo), (2, cy)]:
        starring.give(items[item], person=person)
    assert charts.spread(everything()) == [2, 1]  # ada and cy; bo
    assert charts.spread(everything().filter(area=items[0].area)) == [2]  # ada and bo
    arranging.reword(items[2], "Serve soup at two in the morning", author=author)
    assert charts.spread(everything()) == [2]
    arranging.remove(items[0], author=author)
    assert charts.spread(everything()) == [1]


def test_more_areas_than_a_picture_holds_are_the_most_or_more(
    nights: Page, member: Any, listener: Any, author: Any
) -> None:
    for number in range(charts.MOST_AREAS + 1):
        area = arranging.add_area(nights, f"Area {number}", author=author)
        item = arranging.add(area, "Do it", author=author)
        starring.give(item, person=member)
        if number < 3:
            starring.give(item, person=listener)
    assert charts.spread(everything()) == [0, 0, 1, *[0] * (charts.MOST_AREAS - 4), 1]
    assert figures.figures(everything())[2].rows[-1].name == "20 areas or more"


# Over time ------------------------------------------------------------------------------------


def over_time() -> list[tuple[str, int, int]]:
    found = charts.stars_over_time(everything())
    return [(str(moment.begins), moment.now, moment.earlier) for moment in found.moments]


def test_stars_over_time_are_those_given_less_those_taken_back(
    items: list[Recommendation], people: list[Any], author: Any
) -> None:
    assert over_time() == []
    starring.give(items[0], person=people[0], at=START)
    starring.give(items[0], person=people[1], at=START + 2 * DAY)
    starring.take_back(items[0], person=people[0], at=START + 3 * DAY)
    assert over_time() == [
        ("2026-03-02", 1, 0),
        ("2026-03-03", 1, 0),
        ("2026-03-04", 2, 0),
        ("2026-03-05", 1, 0),
    ]


def test_a_rewording_leaves_stars_on_the_earlier_wording_from_that_day_on(
    items: list[Recommendation], people: list[Any], author: Any
) -> None:
    for person in people:
        starring.give(items[0], person=person, at=START)
    arranging.reword(items[0], "Keep a bed free at night", author=author, at=START + DAY)
    starring.give(items[0], person=people[0], at=START + 2 * DAY)
    arranging.reword(items[0], "Do thing 0", author=author, at=START + 3 * DAY)
    assert over_time() == [
        ("2026-03-02", 3, 0),
        ("2026-03-03", 0, 3),
        ("2026-03-04", 1, 2),
        ("2026-03-05", 2, 1),
    ]


@pytest.mark.parametrize(
    ("days", "step", "first", "number"),
    [
        (59, "day", "2026-03-04", 60),
        (60, "week", "2026-03-02", 9),
        (60 * 7, "month", "2026-03-01", 14),
        (61 * 31, "year", "2026-01-01", 6),
        (70 * 366, "year", "2026-01-01", 71),
    ],
)
def test_long_times_are_told_in_longer_steps(
    items: list[Recommendation],
    people: list[Any],
    days: int,
    step: str,
    first: str,
    number: int,
) -> None:
    start = START + 2 * DAY
    starring.give(items[0], person=people[0], at=start)
    starring.give(items[1], person=people[0], at=start + days * DAY)
    found = charts.stars_over_time(everything())
    told = (found.step, str(found.moments[0].begins), len(found.moments))
    assert told == (step, first, number)
    assert [moment.now for moment in found.moments] == [1] * (number - 1) + [2]


def test_days_are_those_of_the_reader(items: list[Recommendation], people: list[Any]) -> None:
    evening = START.replace(hour=23, minute=30)
    starring.give(items[0], person=people[0], at=evening)
    assert over_time() == [("2026-03-02", 1, 0)]
    with timezone.override("Europe/Helsinki"):
        assert over_time() == [("2026-03-03", 1, 0)]


def test_each_day_is_as_a_replay_of_every_deed_says(
    items: list[Recommendation], people: list[Any], author: Any
) -> None:
    """Three hundred deeds; the model keeps for each day what the rows said at its end."""
    rng = random.Random(1911)
    wordings = ["Keep a bed free", "Serve soup at two", "Say who is on call", "Do thing 0"]
    at, expected = START, {}
    for _ in range(300):
        at += datetime.timedelta(hours=rng.choice([1, 2, 9]))
        item = Recommendation.objects.get(pk=rng.choice(items).pk)
        person = rng.choice(people)
        match rng.randrange(7):
            case 0 | 1 | 2 | 3:
                starring.give(item, person=person, at=at)
            case 4:
                starring.take_back(item, person=person, at=at)
            case 5:
                starring.explain(item, person=person, reason=rng.choice(wordings), at=at)
            case 6:
                arranging.reword(item, rng.choice(wordings), author=author, at=at)
        now = Star.objects.on_this_wording().count()
        expected[at.date()] = (now, Star.objects.count() - now)
    found = charts.stars_over_time(everything())
    assert found.step == "day"
    for moment in found.moments:
        latest = max(day for day in expected if day <= moment.begins)
        assert (moment.now, moment.earlier) == expected[latest], moment.begins
    assert len(found.moments) > 40
    assert len({(moment.now, moment.earlier) for moment in found.moments}) > 10


# How it is drawn ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "levels"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (5, [0, 2, 4, 6]),
        (9, [0, 5, 10]),
        (40, [0, 10, 20, 30, 40]),
        (111, [0, 50, 100, 150]),
        (200_001, [0, 100_000, 200_000, 300_000]),
    ],
)
def test_a_scale_has_few_round_numbers_and_holds_the_largest(most: int, levels: list[int]) -> None:
    assert drawing.scale_of(most) == levels


def test_texts_without_room_are_shortened() -> None:
    assert drawing.fitted("Beds", 360) == "Beds"
    short = drawing.fitted("Beds and blankets " * 9, 360)
    assert short.endswith("…")
    assert 40 < len(short) < 50
    assert len(drawing.fitted("夜勤" * 40, 360)) < 27


def test_dates_that_would_touch_are_left_out() -> None:
    dates = [f"{n} Nov" for n in range(1, 31)]
    for number in (1, 2, 5, 12, 30):
        drawn = drawing.steps(dates[:number], [[7] * number]).dates
        boxes = [
            (float(d.x) - drawing.width_of(d.text) / 2, float(d.x) + drawing.width_of(d.text) / 2)
            for d in drawn
        ]
        assert boxes
        assert min(left for left, _ in boxes) >= 0
        assert max(right for _, right in boxes) <= drawing.WIDTH
        for (_, end), (begin, _) in itertools.pairwise(boxes):
            assert begin > end
    assert [d.text for d in drawing.steps(dates[:2], [[7, 7]]).dates] == ["1 Nov", "2 Nov"]


@pytest.mark.parametrize("series", [[[5], [5]], [[5], [6]], [[99], [100]], [[0], [1]], [[0], [0]]])
def test_the_last_numbers_of_two_lines_do_not_touch(series: list[list[int]]) -> None:
    ends = drawing.steps(["1 Nov"], series).ends
    assert [end.text for end in ends] == [
        str(n) for n in sorted({line[0] for line in series}, reverse=True)
    ]
    heights = [float(end.y) for end in ends]
    assert min(heights) >= drawing.LETTER
    assert max(heights) < drawing.TOP + drawing.PLOT + drawing.LETTER
    assert all(low - high >= drawing.LETTER for high, low in itertools.pairwise(heights))


# The screen -----------------------------------------------------------------------------------


def charts_of(client: Client, query: str = "") -> Element:
    return read(client.get(f"/recommendations/charts/{query}"))


def table_of(figure: Element) -> list[list[str]]:
    return [
        [cell.text for cell in row.inside() if cell.tag in ("th", "td")]
        for row in figure.all("tbody tr")
    ]


def heights_of(path: str, zero: float, unit: float) -> list[float]:
    """The numbers that a line of steps stands for."""
    return [(zero - float(y)) / unit for y in re.findall(r"V([\d.]+)H", path)]


@pytest.fixture
def busy(
    items: list[Recommendation], people: list[Any], make_page: Callable[..., Any], author: Any
) -> list[Recommendation]:
    """Three areas, stars of three days, one of them on an earlier wording."""
    area = arranging.add_area(make_page("Days", at=START), "Food", author=author, at=START)
    found = [*items, arranging.add(area, "Do thing 3", author=author, at=START)]
    for days, item, person in [(0, 0, 0), (0, 0, 1), (1, 1, 0), (2, 2, 1), (2, 3, 2), (3, 2, 2)]:
        starring.give(found[item], person=people[person], at=START + days * DAY)
    arranging.reword(found[3], "Leave fruit on the table", author=author, at=START + 4 * DAY)
    return found


def test_bars_and_their_table_say_the_same(client: Client, busy: list[Recommendation]) -> None:
    screen = charts_of(client)
    for key, expected in [
        ("areas", {"Beds": "3", "Food, Nights": "2", "Food, Days": "0"}),
        ("spread", {"1 area": "2", "2 areas": "1"}),
    ]:
        figure = screen.one(f"figure[aria-labelledby={key}]")
        names, numbers = figure.texts("svg text[x=0]"), figure.texts("svg text.num")
        assert dict(zip(names, numbers, strict=True)) == expected
        assert [row[1] for row in table_of(figure)] == numbers
        widths = [float(bar["width"]) for bar in figure.all("rect.bar")]
        drawn = [int(number) for number in numbers if number != "0"]
        for width, number in zip(widths, drawn, strict=True):
            assert width == pytest.approx(number * max(widths) / max(drawn), abs=0.01)
        assert figure.one("desc").text == f"{', '.join(f'{n}: {expected[n]}' for n in names)}."
    areas = screen.one("figure[aria-labelledby=areas]")
    assert table_of(areas) == [
        ["Beds on Nights", "3", "2"],
        ["Food on Nights", "2", "1"],
        ["Food on Days", "0", "1"],
    ]


def test_lines_and_their_table_say_the_same(client: Client, busy: list[Recommendation]) -> None:
    figure = charts_of(client).one("figure[aria-labelledby=time]")
    table = table_of(figure)
    assert table == [
        ["2 March 2026", "2", "0", "2"],
        ["3 March 2026", "3", "0", "3"],
        ["4 March 2026", "5", "0", "5"],
        ["5 March 2026", "6", "0", "6"],
        ["6 March 2026", "5", "1", "6"],
    ]
    levels = [float(path["d"].split()[1].split("H")[0]) for path in figure.all("path.grid")]
    said = [int(text) for text in figure.texts("text[text-anchor=end]")]
    unit = (levels[0] - levels[-1]) / (said[-1] - said[0])
    lines = [path["d"] for path in figure.all("path.line") if "H18" not in path["d"]]
    for line, column in zip(lines, (1, 3), strict=True):
        drawn = heights_of(line, levels[0], unit)
        assert drawn == pytest.approx([int(row[column]) for row in table], abs=0.01)
    dates = figure.texts("svg text[text-anchor=middle]")
    assert dates == [row[0].replace("ch 2026", "") for row in table]
    assert figure.texts("svg text.num") == ["6", "5"]


def test_where_all_stars_stand_on_their_wordings_one_line_is_enough(
    client: Client, items: list[Recommendation], people: list[Any]
) -> None:
    starring.give(items[0], person=people[0])
    figure = charts_of(client).one("figure[aria-labelledby=time]")
    assert len(figure.all("path.line")) == 1
    assert figure.all(".key") == []


def test_charts_show_what_the_address_asks_for(client: Client, busy: list[Recommendation]) -> None:
    screen = charts_of(client, "?on=days")
    assert table_of(screen.one("figure[aria-labelledby=areas]")) == [["Food on Days", "0", "1"]]
    spread = screen.one("figure[aria-labelledby=spread]")
    assert "Nobody has starred these wordings yet." in spread.text
    assert spread.all("svg") == []
    assert {"/recommendations/?on=days", "/recommendations/bridging/?on=days"} <= {
        link["href"] for link in screen.all("nav a")
    }
    assert "There is no recommendation to count." in charts_of(client, "?q=zzzz").text


def test_a_picture_has_a_name_and_says_in_words_what_it_shows(
    client: Client, busy: list[Recommendation]
) -> None:
    screen = charts_of(client)
    pictures = screen.all("main svg[role=img]")
    assert len(pictures) == 3
    for picture in pictures:
        assert screen.one(f"#{picture['aria-labelledby']}").tag == "title"
        assert screen.one(f"#{picture['aria-describedby']}").tag == "desc"
    for table in screen.all("main table"):
        assert table.one("caption").text
        assert {head["scope"] for head in table.all("th")} == {"col", "row"}


def test_stars_of_a_page_that_hides_its_tally_are_not_counted_for_who_has_not_starred_there(
    client: Client,
    busy: list[Recommendation],
    people: list[Any],
    signed_in: Callable[..., Client],
    member: Any,
    author: Any,
) -> None:
    page = busy[3].page
    with recording(page, author=author):
        page.hides_tally = True
        page.save()
    for reader in (client, signed_in(Client(), member)):
        screen = charts_of(reader)
        assert "3 recommendations." in screen.text
        assert "1 more is not counted here" in screen.text
        assert "Days" not in screen.one("main").text
    screen = charts_of(signed_in(Client(), people[2]))
    assert "4 recommendations" in screen.text
    assert "Food on Days" in screen.text


def test_charts_cost_the_same_however_much_there_is(
    client: Client, busy: list[Recommendation], people: list[Any], author: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            charts_of(client)
        return len(asked)

    few = queries()
    for number in range(12):
        area = arranging.add_area(busy[0].page, f"Area {number}", author=author)
        for person in people:
            starring.give(arranging.add(area, "Do it", author=author), person=person)
    assert queries() == few <= 9


# In a browser ---------------------------------------------------------------------------------

OUT_OF_PLACE = """() => [...document.querySelectorAll('svg[role=img]')].flatMap(picture => {
    const frame = picture.getBoundingClientRect(), faults = [];
    const texts = [...picture.querySelectorAll('text')].map(e => [e, e.getBoundingClientRect()]);
    texts.forEach(([text, box], n) => {
        if (box.left < frame.left - 1 || box.right > frame.right + 1)
            faults.push(`outside: ${text.textContent}`);
        texts.slice(n + 1).filter(([, other]) => box.left < other.right && other.left < box.right
                && box.top + 3 < other.bottom - 3 && other.top + 3 < box.bottom - 3)
            .forEach(([other]) => faults.push(`${text.textContent} on ${other.textContent}`));
        const scale = frame.width / picture.viewBox.baseVal.width;
        if (parseFloat(getComputedStyle(text).fontSize) * scale < 11) faults.push('too small');
    });
    return faults;
})"""


@pytest.mark.browser
def test_no_label_lies_on_another_or_leaves_its_picture(
    live_server: Any,
    nights: Page,
    people: list[Any],
    author: Any,
    new_context: Callable[..., Any],
) -> None:
    names = [
        "Beds",
        "W" * 200,
        "Handing over the ward at the end of a long night " * 3,
        "夜勤" * 80,
    ]
    for number, name in enumerate(names):
        area = arranging.add_area(nights, name, author=author, at=START)
        item = arranging.add(area, "Do it", author=author, at=START)
        for person in people[: number + 1]:
            starring.give(item, person=person, at=START + number * 18 * DAY)
    arranging.reword(item, "Do it tomorrow", author=author, at=START + 59 * DAY)
    for width in (320, 390, 1440):
        context = new_context(viewport={"width": width, "height": 900})
        tab = context.new_page()
        tab.goto(f"{live_server.url}/recommendations/charts/")
        tab.evaluate("document.fonts.ready")
        assert tab.locator("svg[role=img]").count() == 3
        assert tab.evaluate(OUT_OF_PLACE) == [], width
        context.close()


@pytest.mark.browser
def test_printed_charts_show_their_tables(
    live_server: Any, busy: list[Recommendation], new_context: Callable[..., Any]
) -> None:
    context = new_context()
    tab = context.new_page()
    tab.goto(f"{live_server.url}/recommendations/charts/")
    cells = tab.locator("figure td").all()
    assert [cell for cell in cells if cell.is_visible()] == []
    tab.emulate_media(media="print")
    assert [cell for cell in cells if not cell.is_visible()] == []
    assert tab.locator("svg[role=img]").first.is_visible()
    context.close()
