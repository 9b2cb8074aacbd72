"""What people come to do, each written once, for a browser with script and for one without.

A journey takes the tab of `amara`, who wrote the small site, and the site.
"""

import re
from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

PASSWORD = "correct horse battery"
FIRST = "Say a week ahead who works the night"
SECOND = "Keep two beds free for whoever cannot drive home"


def button(within: Tab | Locator, name: str) -> Locator:
    return within.get_by_role("button", name=name, exact=True)


def link(within: Tab | Locator, name: str) -> Locator:
    return within.get_by_role("link", name=name, exact=True)


def star_of(tab: Tab, wording: str) -> Locator:
    return tab.get_by_role("button", name=f"Star: {wording}")


def heading(tab: Tab, words: str) -> Locator:
    return tab.get_by_role("heading", name=words, exact=True)


def wordings(tab: Tab) -> list[str]:
    """The recommendations of the page in the tab, in their order."""
    return tab.locator(".rec > p").all_inner_texts()


def save(tab: Tab, label: str) -> None:
    """Press the button that is seen; another of its name catches the Enter key in a field."""
    button(tab, label).last.click()


def sign_up_and_out_and_in(tab: Tab, site: SimpleNamespace) -> None:
    tab.context.clear_cookies()
    tab.goto("/")
    link(tab, "Join").click()
    tab.get_by_label("Name").fill("nora.b")
    tab.get_by_label("E-mail").fill("nora@example.org")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    button(tab, "Join").click()
    mine = tab.get_by_role("link", name="Your profile: nora.b")
    expect(mine).to_be_visible()
    link(tab, "Sign out").last.click()
    button(tab.locator("main"), "Sign out").click()
    expect(mine).to_have_count(0)
    link(tab, "Sign in").click()
    tab.locator("#login").fill("nora.b")
    tab.locator("#password").fill(PASSWORD)
    button(tab, "Sign in").click()
    expect(mine).to_be_visible()


def create_a_page(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto("/wiki/")
    link(tab, "New page").click()
    tab.get_by_label("Page title").fill("Quiet rooms")
    tab.locator("#body").fill("Where can somebody sleep?\n\nOn the *second* floor. See [[Rota]].")
    tab.get_by_label("Keyword tags").fill("rest, rooms")
    save(tab, "Create page")
    expect(tab.locator("h1")).to_have_text("Quiet rooms")
    expect(tab.locator(".lede")).to_have_text("Where can somebody sleep?")
    expect(tab.locator(".doc em")).to_have_text("second")
    expect(link(tab.locator(".rail"), "rooms")).to_be_visible()
    expect(tab.locator("#none-yet")).to_contain_text("None yet")


def edit_with_a_note(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "Edit").click()
    tab.locator("#body").fill("# Why\n\nSee [[Rota]], and sleep before it.")
    tab.get_by_label("About this update").fill("Sleep comes first")
    save(tab, "Save page")
    expect(tab.locator(".doc")).to_contain_text("and sleep before it.")
    update = tab.locator("#latest-update")
    expect(update.locator("blockquote")).to_have_text("Sleep comes first")
    expect(update).to_contain_text("4 words added")


def edit_a_section_and_correct_the_note(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "Edit the section “Why”").click()
    text = "# Why\n\n" + "Because the wards are far apart. " * 10
    tab.locator("#body").fill(text)
    save(tab, "Save section")
    expect(heading(tab, "Would you say in a sentence why?")).to_be_visible()
    expect(tab.locator("#body")).to_have_value(text)
    tab.get_by_label("About this update").fill("In “Why”: how fra apart")
    save(tab, "Save section")
    expect(tab.locator("#t-why")).to_be_in_viewport()
    tab.locator("#latest-update").get_by_role("link", name="View changes").click()
    tab.get_by_role("link", name="Correct the note").click()
    tab.get_by_label("About this update").fill("In “Why”: how far apart")
    button(tab, "Correct the note").click()
    expect(tab.locator(".updates blockquote")).to_have_text("In “Why”: how far apart")
    tab.get_by_role("link", name="Note corrected").click()
    expect(tab.locator("ol.lines del")).to_contain_text("fra")


def rename(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "Edit the title").click()
    tab.get_by_label("Page title").fill("Late shifts")
    button(tab, "Save title").click()
    expect(heading(tab, "Late shifts")).to_be_visible()
    tab.goto(site.page)
    expect(heading(tab, "Late shifts")).to_be_visible()


def propose_two_recommendations(tab: Tab, site: SimpleNamespace) -> None:
    for wording in ("Put a lamp at every bed", "Ring before you come in"):
        tab.goto(site.page)
        link(tab, "Propose a recommendation").click()
        tab.locator("#wording").fill(wording)
        button(tab, "Propose it").click()
        expect(tab.get_by_text("stands on the page")).to_be_visible()
    assert wordings(tab)[-2:] == ["Put a lamp at every bed", "Ring before you come in"]


def star_say_why_and_take_back(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    star = star_of(tab, FIRST)
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(star).to_contain_text("1")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_contain_text("2")
    tab.get_by_label("Starred. Say why, if you like").fill("I missed a birthday")
    button(tab, "Add reason").click()
    expect(tab.locator(".rec .mine q")).to_have_text("I missed a birthday")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(star).to_contain_text("1")


def say_what_a_star_means_and_star_by_it(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "what a star means here").click()
    tab.get_by_label("Name of meaning 1").fill("Costs little")
    tab.get_by_label("What it says (optional), meaning 1").fill("Under a day's pay.")
    tab.get_by_label("Name of meaning 2").fill("Kind to sleepers")
    save(tab, "Save what a star means")
    expect(tab.locator("dl.legend")).to_contain_text("Costs little Under a day's pay.")
    row = tab.locator(f"#r{site.first}")
    expect(row).to_contain_text("1 star by a meaning no longer used here, “I support this”")
    kind = tab.get_by_role("button", name=f"Kind to sleepers 0 stars. Star: {FIRST}", exact=True)
    kind.click()
    given = tab.get_by_role("button", name=f"Kind to sleepers 1 star. Star: {FIRST}", exact=True)
    expect(given).to_have_attribute("aria-pressed", "true")
    expect(row.locator(".star")).to_contain_text("2")
    link(tab, "what a star means here").click()
    tab.get_by_label("Required: no star without one").check()
    save(tab, "Save what a star means")
    tab.get_by_role("link", name=f"Costs little 0 stars. Star with a reason: {FIRST}").click()
    expect(tab.get_by_label("Costs little")).to_be_checked()
    tab.get_by_label("Why you stand behind it").fill("A list on the door is enough")
    button(tab, f"Star R{site.first}").click()
    expect(row).to_contain_text("You starred this as “Costs little”: A list on the door")
    given.click()
    expect(row.locator(".star")).to_contain_text("2")


def reword(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, f"Edit R{site.first}").click()
    tab.get_by_label("Wording").fill("Say two weeks ahead who works the night")
    tab.get_by_label("About this update").fill("One week is too late to swap")
    save(tab, f"Save R{site.first}")
    row = tab.locator(f"#r{site.first}")
    expect(row.locator("> p")).to_have_text("Say two weeks ahead who works the night")
    expect(row).to_contain_text("1 star was given to an earlier wording")


def have_a_reservation_until_it_is_answered(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, f"Recommendation R{site.first}").click()
    link(tab, "I have a reservation").click()
    tab.get_by_label("Your reservation").fill("A week is no help to who swaps on the day")
    button(tab, "Record my reservation").click()
    section = tab.locator("ul.reservations")
    expect(section).to_contain_text("A week is no help to who swaps on the day")
    link(tab, "Answer it in a thread (the reservation of amara)").click()
    tab.get_by_label("Subject").fill("Swapping on the day")
    tab.locator("#body").fill("What would help?")
    button(tab, "Start the thread").click()
    expect(tab.locator(".about")).to_contain_text("Answers the reservation of amara")
    tab.goto(site.page)
    link(tab, "1 reservation about R" + str(site.first)).click()
    expect(link(section, "Swapping on the day")).to_be_visible()
    link(section, "Change or withdraw it").click()
    tab.get_by_label("Why you withdraw it").fill("Swaps are another recommendation")
    button(tab, "Withdraw my reservation").click()
    tab.get_by_text("1 withdrawn reservation").click()
    expect(tab.get_by_text("Swaps are another recommendation")).to_be_visible()


def ask_until_it_is_answered(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "Ask a question").click()
    tab.get_by_label("Your question").fill("Who wakes the driver?")
    button(tab, "Ask it").last.click()
    expect(heading(tab, "Who wakes the driver?")).to_be_visible()
    tab.goto("/questions/")
    link(tab, "Answer “Who wakes the driver?”").click()
    tab.locator("#answer").fill("Whoever drove last")
    tab.get_by_label("Where the answer stands").fill("Rota")
    button(tab, "Answer").click()
    expect(tab.get_by_text("See the page Rota")).to_be_visible()
    tab.goto(site.page)
    panel = tab.locator("#questions")
    panel.locator("summary").click()
    expect(panel.get_by_text("Whoever drove last")).to_be_visible()
    link(panel, "This question and its history “Who wakes the driver?”").click()
    link(tab, "Open it again").click()
    tab.get_by_label("Why it is open again").fill("Nobody drove last night")
    button(tab, "Open it again").click()
    expect(tab.get_by_text("Nobody has answered it yet")).to_be_visible()
    expect(tab.get_by_text("Nobody drove last night")).to_be_visible()


def edit_all_at_once(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "Edit recommendations").click()
    button(tab, f"Move R{site.first} down").click()
    button(tab, "Add to this area").click()
    tab.get_by_label("New recommendation").fill("Put a lamp at every bed")
    button(tab, f"Remove R{site.second}").click()
    tab.get_by_label("About this update").fill("Lamps instead of beds")
    save(tab, "Save recommendations")
    expect(tab.locator(".rec > p")).to_have_text([FIRST, "Put a lamp at every bed"])
    expect(tab.locator("#latest-update blockquote")).to_have_text("Lamps instead of beds")


def discuss(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "Start a thread").click()
    tab.get_by_label("Subject").fill("Lamps")
    tab.locator("#body").fill("Which lamp is quiet?")
    button(tab, "Start the thread").click()
    expect(tab.locator("h1")).to_have_text("Lamps")
    for to, words in ((1, "The small one."), (2, "It hums."), (3, "Not *mine*.")):
        link(tab, f"Reply to post {to}").click()
        tab.locator("#body").fill(words)
        button(tab, "Post reply").click()
        expect(tab.locator("article.reply")).to_have_count(to + 1)
    deepest = tab.locator(".replies > li ol > li ol > li > article")
    expect(deepest.locator("h3")).to_contain_text("to 3 by amara")
    expect(deepest.locator("em")).to_have_text("mine")
    link(tab, "Edit post 4").click()
    tab.locator("#body").fill("Not the new one.")
    button(tab, "Save the post").click()
    expect(deepest.locator(".prose")).to_have_text("Not the new one.")
    expect(deepest).to_contain_text("edited")
    deepest.locator(".more > summary").click()
    link(tab, "Take down post 4").click()
    button(tab, "Take it down").click()
    expect(deepest).to_contain_text("Taken down by its author")
    expect(tab.get_by_text("Not the new one.")).to_have_count(0)


def say_what_is_valuable(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.thread)
    form = tab.locator(f"#v{site.posts[1]}")
    yes = form.locator("button").first
    expect(yes).to_have_attribute("aria-pressed", "false")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "false")


def watch(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto("/wiki/rota/")
    eye = button(tab, "Watch this page")
    was = eye.get_attribute("aria-pressed")
    eye.click()
    expect(eye).not_to_have_attribute("aria-pressed", was or "")
    eye.click()
    expect(eye).to_have_attribute("aria-pressed", was or "")


def look_back_and_restore(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto(site.page)
    link(tab, "History").click()
    link(tab, "View changes in update 2").click()
    expect(tab.locator("h1")).to_have_text("Changes in update 2")
    expect(tab.locator(".hunk del")).to_contain_text("Sleep")
    link(tab, "History").click()
    tab.get_by_role("radio", name=re.compile("^Compare from update 1,")).check()
    tab.get_by_role("radio", name=re.compile("^Compare to update 2,")).check()
    button(tab, "Compare the two chosen updates").click()
    expect(tab.locator(".hunk del")).to_contain_text("Sleep")
    link(tab, "Side by side").click()
    expect(tab.locator(".pair-shown .old")).to_contain_text("Sleep")
    link(tab, "At update 1").click()
    expect(tab.locator(".doc")).to_contain_text("The page as it stood at update 1")
    expect(tab.locator(".doc .prose")).to_contain_text("See Rota and Sleep")
    tab.locator("summary", has_text="Go back to update 1").click()
    button(tab, "Restore update 1").click()
    expect(tab.locator(".doc .prose")).to_contain_text("See Rota and Sleep")
    expect(tab.locator("#latest-update blockquote")).to_have_text("Back to update 1")


def settle_a_conflict(tab: Tab, site: SimpleNamespace) -> None:
    """Two people open the same page; the second to save decides, and loses no word."""
    theirs = site.tab_of("ben")
    for one, words in ((theirs, "See [[Rota]], in ink."), (tab, "See [[Rota]], in pencil.")):
        one.goto(f"{site.page}edit/")
        one.locator("#body").fill(f"# Why\n\n{words}")
    save(theirs, "Save page")
    expect(theirs.locator(".doc .prose")).to_contain_text("in ink")
    save(tab, "Save page")
    expect(tab.locator("h1")).to_have_text("Somebody saved this page while you were editing")
    expect(tab.locator("main")).to_contain_text("in ink")
    expect(tab.locator("main")).to_contain_text("in pencil")
    tab.get_by_label("A wording of my own").check()
    tab.get_by_label("Your combined wording").fill("See [[Rota]], in pencil, then in ink.")
    button(tab, "Save the merged page").click()
    expect(tab.locator(".doc .prose")).to_contain_text("in pencil, then in ink.")


def suggest_and_have_it_accepted_in_part(tab: Tab, site: SimpleNamespace) -> None:
    """Somebody proposes two things; one of them is put on the page, in their name."""
    theirs = site.tab_of("ben")
    theirs.goto(f"{site.page}edit/")
    theirs.locator("#body").fill("# Why\n\nSee [[Rota]], and sleep before it.")
    theirs.get_by_label("Keyword tags").fill("shifts, rest, sleep")
    button(theirs, "Suggest instead").click()
    expect(theirs.locator("main")).to_contain_text("Waits for a decision")
    tab.goto(site.page)
    link(tab, "1 suggestion waits").click()
    tab.get_by_role("link", name=re.compile("^Suggestion ")).click()
    expect(tab.locator(".hunk ins").first).to_contain_text("and sleep before it")
    link(tab, "Accept parts of it, or other words").click()
    tab.get_by_role("checkbox", name=re.compile("Keyword tags")).uncheck()
    tab.get_by_label("A word to its author").fill("One tag is enough")
    button(tab, "Accept the ticked parts").click()
    expect(tab.locator("main")).to_contain_text("Accepted in part by amara")
    tab.goto(site.page)
    expect(tab.locator(".doc")).to_contain_text("and sleep before it.")
    expect(tab.locator("#latest-update")).to_contain_text("ben (suggested; accepted by amara)")
    theirs.goto("/inbox/")
    expect(theirs.locator("main")).to_contain_text("accepted part of your suggestion for")


def paste_notes(tab: Tab, site: SimpleNamespace) -> None:
    notes = "What did we hear?\n\nOn the ward\n• Ring once *\n• Say who comes\n\nAt home\n- Knock"
    tab.goto("/wiki/paste/")
    tab.get_by_label("Page title").fill("Bells")
    tab.get_by_label("Your notes").fill(notes)
    button(tab, "Show me the page").click()
    expect(tab.get_by_text("2 areas, 3 recommendations, 1 star")).to_be_visible()
    button(tab, "Save as a page").first.click()
    expect(tab.locator("h1")).to_have_text("Bells")
    assert wordings(tab) == ["Ring once", "Say who comes", "Knock"]
    expect(star_of(tab, "Ring once")).to_have_attribute("aria-pressed", "true")


def search(tab: Tab, site: SimpleNamespace) -> None:
    tab.goto("/")
    tab.get_by_label("Search pages, recommendations and discussion").fill("beds")
    tab.keyboard.press("Enter")
    found = tab.locator("main")
    expect(found.locator("mark").first).to_be_visible()
    found.get_by_role("link", name=SECOND).click()
    expect(tab.locator("h1")).to_have_text(SECOND)


Journey = Callable[[Tab, SimpleNamespace], None]

ALL: tuple[Journey, ...] = (
    sign_up_and_out_and_in,
    create_a_page,
    edit_with_a_note,
    edit_a_section_and_correct_the_note,
    rename,
    propose_two_recommendations,
    star_say_why_and_take_back,
    say_what_a_star_means_and_star_by_it,
    reword,
    have_a_reservation_until_it_is_answered,
    ask_until_it_is_answered,
    edit_all_at_once,
    discuss,
    say_what_is_valuable,
    watch,
    look_back_and_restore,
    settle_a_conflict,
    suggest_and_have_it_accepted_in_part,
    paste_notes,
    search,
)


def called(journey: Journey) -> str:
    return journey.__name__
