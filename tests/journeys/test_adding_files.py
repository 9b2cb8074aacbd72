"""Adding files while writing, in a browser: by the button, by dragging, by pasting."""

import base64
from types import SimpleNamespace

import pytest
from playwright.sync_api import FilePayload, Locator, expect
from playwright.sync_api import Page as Tab

from tests.files.conftest import PDF, picture
from tests.journeys.journeys import button

pytestmark = pytest.mark.browser

WARD: FilePayload = {"name": "Ward.png", "mimeType": "image/png", "buffer": picture()}
BRING = """(field, [kind, name, type, data]) => {
  const held = new DataTransfer();
  held.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, { type }));
  field.dispatchEvent(kind === 'paste'
    ? new ClipboardEvent(kind, { clipboardData: held, cancelable: true })
    : new DragEvent(kind, { dataTransfer: held, cancelable: true }));
}"""


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    tab: Tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}edit/")
    tab.locator("#body").fill("The ward.")
    return tab


def bring(tab: Tab, kind: str, name: str, type_: str, content: bytes) -> None:
    """Drop or paste a file."""
    told = [kind, name, type_, base64.b64encode(content).decode()]
    tab.locator("#body").evaluate(BRING, told)


def select(tab: Tab, start: int, end: int) -> None:
    tab.locator("#body").evaluate(
        "(e, at) => { e.focus(); e.setSelectionRange(...at) }", [start, end]
    )


def panel(tab: Tab) -> Locator:
    return tab.locator(".attaching")


def test_a_picture_is_chosen_described_and_stands_in_text_and_preview(tab: Tab) -> None:
    with tab.expect_file_chooser() as chosen:
        button(tab, "Add a picture or document").click()
    chosen.value.set_files(WARD)
    expect(panel(tab)).to_contain_text("Ward.png")
    expect(tab.locator("#attach-alt")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(panel(tab)).to_contain_text("Say what the picture shows")
    tab.keyboard.type("A ward")
    tab.keyboard.press("Enter")
    expect(tab.locator("#body")).to_have_value("The ward. ![A ward](Ward.png)")
    expect(tab.locator("#body")).to_be_focused()
    expect(panel(tab)).to_be_hidden()
    expect(tab.locator("#voice")).to_contain_text("Ward.png is uploaded")
    expect(tab.locator("#preview img")).to_have_js_property("naturalWidth", 40)


def test_where_nobody_has_put_the_cursor_a_picture_ends_the_text(
    small_site: SimpleNamespace,
) -> None:
    tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}edit/")
    there = tab.locator("#body").input_value()
    assert there.strip()
    with tab.expect_file_chooser() as chosen:
        button(tab, "Add a picture or document").click()
    chosen.value.set_files(WARD)
    tab.locator("#attach-alt").fill("A ward")
    tab.keyboard.press("Enter")
    expect(tab.locator("#body")).to_have_value(f"{there}\n\n![A ward](Ward.png)")


def test_decoration_needs_no_words(tab: Tab) -> None:
    bring(tab, "drop", "line.png", "image/png", picture("PNG", (90, 2)))
    tab.locator("#attach-plain").check()
    button(tab, "Upload and insert").click()
    expect(tab.locator("#body")).to_have_value("The ward. ![](line.png)")


def test_a_document_that_is_dropped_goes_at_once(tab: Tab) -> None:
    bring(tab, "drop", "Rota.pdf", "application/pdf", PDF)
    expect(tab.locator("#body")).to_have_value("The ward. [Rota.pdf](Rota.pdf)")


def test_a_pasted_picture_can_be_left_again(tab: Tab) -> None:
    bring(tab, "paste", "image.png", "image/png", picture())
    expect(tab.locator("#attach-alt")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(panel(tab)).to_be_hidden()
    expect(tab.locator("#body")).to_be_focused()
    expect(tab.locator("#body")).to_have_value("The ward.")


def test_a_pasted_picture_stands_where_one_was(tab: Tab) -> None:
    select(tab, 0, 3)
    bring(tab, "paste", "image.png", "image/png", picture())
    tab.keyboard.type("A ward")
    tab.keyboard.press("Enter")
    expect(tab.locator("#body")).to_have_value("The ![A ward](image.png) ward.")
    tab.keyboard.press("Control+z")
    expect(tab.locator("#body")).to_have_value("The ward.")


def test_several_at_once_are_asked_about_in_turn(tab: Tab) -> None:
    with tab.expect_file_chooser() as chosen:
        button(tab, "Add a picture or document").click()
    second: FilePayload = {"name": "Bed.png", "mimeType": "image/png", "buffer": picture()}
    chosen.value.set_files([WARD, second])
    for name in ("Ward", "Bed"):
        expect(panel(tab)).to_contain_text(f"{name}.png")
        tab.locator("#attach-alt").fill(name)
        tab.keyboard.press("Enter")
    expect(tab.locator("#body")).to_have_value("The ward. ![Ward](Ward.png) ![Bed](Bed.png)")


def test_how_far_an_upload_is_shows_and_it_can_be_stopped(tab: Tab) -> None:
    line = tab.context.new_cdp_session(tab)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    line.send("Network.emulateNetworkConditions", slow)
    bring(tab, "drop", "Rota.pdf", "application/pdf", PDF + b"%" * 900_000)
    bar = panel(tab).get_by_role("progressbar", name="Uploading")
    expect(bar).to_be_visible()
    tab.wait_for_function("e => e.value > 0 && e.value < 100", arg=bar.element_handle())
    expect(button(tab, "Upload and insert")).to_be_disabled()
    button(panel(tab), "Cancel").click()
    expect(panel(tab)).to_be_hidden()
    expect(tab.locator("#body")).to_have_value("The ward.")
    expect(tab.locator("#body")).to_be_focused()


def test_what_is_refused_says_why_and_leaves_text_and_selection_alone(tab: Tab) -> None:
    select(tab, 4, 8)
    bring(tab, "drop", "run.exe", "application/x-msdownload", b"MZ\x90\x00")
    expect(panel(tab)).to_contain_text("no kind that is taken")
    expect(panel(tab).locator(".err")).to_have_attribute("role", "alert")
    button(panel(tab), "Cancel").click()
    body = tab.locator("#body")
    expect(body).to_have_value("The ward.")
    expect(body).to_be_focused()
    assert body.evaluate("e => [e.selectionStart, e.selectionEnd]") == [4, 8]


def test_without_a_connection_a_picture_waits_with_its_words(tab: Tab) -> None:
    bring(tab, "paste", "image.png", "image/png", picture())
    tab.keyboard.type("A ward")
    tab.context.set_offline(True)
    tab.keyboard.press("Enter")
    expect(panel(tab)).to_contain_text("The file could not be sent")
    tab.context.set_offline(False)
    expect(tab.locator("#attach-alt")).to_have_value("A ward")
    button(tab, "Upload and insert").click()
    expect(tab.locator("#body")).to_have_value("The ward. ![A ward](image.png)")
