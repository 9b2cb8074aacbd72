"""Every kind of screen, looked at in a browser: nothing for axe-core to find, nothing to scroll
sideways for, nothing asked of another site, nothing refused by the content security policy."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.journeys import screens

pytestmark = pytest.mark.browser

WIDTHS = {"desktop": 1440, "phone": 390}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer light or dark can change: the others are asked in light alone."""

IN_DARK = """rules => axe.run({runOnly: {type: 'rule', values: rules}}).then(found =>
    found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`)))"""

FRAME = """() => {
    const faults = [];
    if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
    if (!document.title.trim()) faults.push('no title');
    if (document.documentElement.lang !== 'en-GB') faults.push('no language');
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    ids.filter((id, n) => ids.indexOf(id) !== n).forEach(id => faults.push('twice the id ' + id));
    document.querySelectorAll('.btn, .star, .fold, .ibtn, .tabs a, .mast a, .mast button,'
        + 'input:not([type=hidden]), select, textarea, summary').forEach(e => {
        const box = e.getBoundingClientRect(), style = getComputedStyle(e);
        const label = e.closest('label')?.getBoundingClientRect();
        if (!box.width || style.clipPath !== 'none' || style.visibility === 'hidden') return;
        const tall = Math.max(box.height, label?.height || 0);
        const wide = Math.max(box.width, label?.width || 0);
        if (tall < 24 || wide < 24) faults.push('small target ' + wide + ' x ' + tall + ' '
            + e.outerHTML.slice(0, 90));
    });
    return faults;
}"""

WIDER = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const out = e => {
        const box = e.getBoundingClientRect();
        return box.right > room + 1 && box.width && getComputedStyle(e).clipPath === 'none';
    };
    return [...document.querySelectorAll('body *')]
        .filter(e => out(e) && ![...e.children].some(out)).slice(0, 4)
        .map(e => `wider than ${room} px: ${e.outerHTML.slice(0, 120)}`);
}"""


class Witness:
    """Hears what a browser's page complains of, and whom it asks."""

    def __init__(self, tab: Page, site: str) -> None:
        self.site, self.complaints = site, list[str]()
        tab.on("console", self.console)
        tab.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        tab.on("request", self.request)

    def console(self, message: ConsoleMessage) -> None:
        # The browser reports each refusal on the console: that the page is one, is meant.
        if message.type in ("error", "warning") and "the server responded" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"another origin: {request.url}")

    def heard(self) -> list[str]:
        told, self.complaints = self.complaints, []
        return told


def look(tab: Page, width: int, axe_violations: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with the screen that stands in the tab, at one width, in light and dark."""
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    faults = tab.evaluate(FRAME) + tab.evaluate(WIDER)
    faults += [f"light: {fault}" for fault in axe_violations(tab)]
    tab.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in tab.evaluate(IN_DARK, OF_COLOURS)]
    tab.emulate_media(color_scheme="light")
    if width < 500:
        tab.set_viewport_size({"width": 320, "height": 640})
        faults += tab.evaluate(WIDER)
        tab.set_viewport_size({"width": width, "height": 900})
    return faults


def come_to(tab: Page, screen: screens.Screen, site: SimpleNamespace) -> list[str]:
    """Make the screen stand in the tab; say so where it is not the screen that was meant."""
    answer = tab.goto(site.url + screen.address)
    status = answer.status if answer else 0
    if screen.do:
        if status != 200:
            return [f"answered {status} before anything was done"]
        if screen.loads:
            with tab.expect_navigation() as there:
                screen.do(tab, site)
            status = there.value.status
        else:
            screen.do(tab, site)
    return [] if status == screen.status else [f"answered {status}, not {screen.status}"]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("who", ["strangers", "members"])
def test_no_screen_has_a_fault_that_a_machine_can_find(
    demo_site: SimpleNamespace,
    browser: Browser,
    signed_in_as: Callable[..., None],
    axe_violations: Callable[[Page], list[str]],
    who: str,
    width: int,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    shown = list(screens.for_everybody(demo_site))
    if who == "members":
        signed_in_as(context, demo_site.url, "wren")
        shown += screens.for_members(demo_site)
    else:
        shown += screens.for_strangers(demo_site)
    tab = context.new_page()
    tab.on("dialog", lambda dialog: dialog.accept())
    witness = Witness(tab, demo_site.url)
    screens_with: dict[str, list[str]] = {}
    for screen in shown:
        for fault in come_to(tab, screen, demo_site) or look(tab, width, axe_violations):
            screens_with.setdefault(fault, []).append(screen.name)
        for fault in witness.heard():
            screens_with.setdefault(fault, []).append(screen.name)
    context.close()
    told = [f"{fault}\n    on: {', '.join(names)}" for fault, names in screens_with.items()]
    assert not told, f"{len(told)} faults\n" + "\n".join(told)
