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


def test_what_is_refused_says_why_and_leaves_the_text_alone(tab: Tab) -> None:
    bring(tab, "drop", "run.exe", "application/x-msdownload", b"MZ\x90\x00")
    expect(panel(tab)).to_contain_text("no kind that is taken")
    button(tab, "Cancel").first.click()
    expect(tab.locator("#body")).to_have_value("The ward.")
