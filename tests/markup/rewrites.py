"""A text, what became of it in edits, and where a person says that a passage of it then stands."""

from dataclasses import dataclass

TEXT = """What would let the night shift rest?
Why
The bell on the upper ward rings on both floors at once. Whoever hears it first runs, and the \
other one runs back. Two nurses share one lamp between twelve beds.
What we counted
In the second week of May the bell rang forty-one times between midnight and five. Nineteen of \
these were for a glass of water. Nobody has counted how long anyone waited.
Bring water at eleven and the bell stays quiet until three.
Put a lamp at every bed.
Two nurses share one key to the linen room.
Costs
A lamp costs eleven pounds, so the whole ward costs less than one broken hip. The porter offered \
to fit them on a Sunday. We think that the money can come from the fund that paid for the garden.
Objections
Some patients sleep badly when a light is near them. A lamp that is switched on wakes the neighbour.
What happens next
We meet again on the first Monday of June, and everybody who works at night is welcome."""

BELL = "The bell on the upper ward rings on both floors at once."
RUNS = "Whoever hears it first runs, and the other one runs back."
LAMP = "Two nurses share one lamp between twelve beds."
COUNT = "In the second week of May the bell rang forty-one times between midnight and five."
WATER = "Nineteen of these were for a glass of water."
WAITED = "Nobody has counted how long anyone waited."
BRING = "Bring water at eleven and the bell stays quiet until three."
EVERY = "Put a lamp at every bed."
KEY = "Two nurses share one key to the linen room."
COSTS = "A lamp costs eleven pounds, so the whole ward costs less than one broken hip."
PORTER = "The porter offered to fit them on a Sunday."
FUND = "We think that the money can come from the fund that paid for the garden."
SLEEP = "Some patients sleep badly when a light is near them."
WAKES = "A lamp that is switched on wakes the neighbour."
MEET = "We meet again on the first Monday of June, and everybody who works at night is welcome."

Edit = tuple[str, str]


@dataclass(frozen=True)
class Rewrite:
    name: str
    quote: str
    edits: tuple[Edit, ...]
    stands: str | None
    """The words that stand in its place after the edits; None where it is gone."""
    text: str = TEXT

    @property
    def after(self) -> str:
        text = self.text
        for old, new in self.edits:
            assert text.count(old) >= 1, f"{self.name}: {old}"
            text = text.replace(old, new)
        return text


def same(name: str, quote: str, *edits: Edit) -> Rewrite:
    return Rewrite(name, quote, edits, quote)


def reworded(name: str, quote: str, new: str, *more: Edit) -> Rewrite:
    return Rewrite(name, quote, ((quote, new), *more), new)


def gone(name: str, quote: str, *edits: Edit) -> Rewrite:
    return Rewrite(name, quote, edits, None)


KEPT = [
    same("nothing changed", BELL),
    same("a part of a sentence", "rings on both floors"),
    same("the first line", "What would let the night shift rest?"),
    same("the last sentence", MEET),
    same("a heading", "What we counted"),
    same("the sentence before changed", LAMP, (RUNS, "People run back and forth.")),
    same("the sentence after changed", RUNS, (LAMP, "There are too few lamps.")),
    same("both neighbours changed", RUNS, (BELL, "There is one bell."), (LAMP, "It is dark.")),
    same("a sentence came before it", WATER, (WATER, f"We wrote each one down. {WATER}")),
    same("a paragraph came before it", COUNT, ("Why\n", "Why\nA new first paragraph.\n")),
    same("all before it went", MEET, (TEXT.partition("Objections")[0], "")),
    same("all after it went", BELL, (TEXT.partition("What we counted")[2], "")),
    same("it moved to the end", BELL, (f"{BELL} ", ""), (MEET, f"{MEET} {BELL}")),
    same("it moved to the top", WAKES, (f" {WAKES}", ""), ("Why\n", f"Why\n{WAKES}\n")),
    same("its paragraph was split", RUNS, (f" {RUNS}", f"\n{RUNS}")),
    same("paragraphs were joined", PORTER, ("\nObjections\n", " ")),
    same("its section was renamed", COSTS, ("Costs\n", "What it costs\n")),
    same("a short one, elsewhere reworded", "one lamp", (PORTER, "The porter fits them.")),
    same("a twin came before it", LAMP, ("Why\n", f"Why\nUpstairs it is this:\n{LAMP}\n")),
    same("a twin came after it", LAMP, ("Costs\n", f"{LAMP} That is what we began with.\nCosts\n")),
    same("two alike, the first", "Two nurses share one lamp", (PORTER, "The porter fits them.")),
    same("two alike, the second", "Two nurses share one key", (PORTER, "The porter fits them.")),
    same("the same words twice", "The bell", (COSTS, "A lamp costs eleven pounds.")),
    same("most of the text was written anew", COSTS, (
        BELL, "One hears the bell everywhere."), (RUNS, "So all run."), (WATER, "Many want water."),
        (PORTER, "We know who fits them."), (SLEEP, "Light hurts."), (EVERY, "Buy lamps.")),
    same("words came at the front", WATER, (WATER, "As far as we could tell, nineteen of these "
         "were for a glass of water.")),
    same("words came at the end", LAMP, (LAMP, "Two nurses share one lamp between twelve beds, and "
         "it flickers.")),
    same("it was joined with the next", WATER, (f"{WATER} {WAITED}", "Nineteen of these were for "
         "a glass of water, and nobody has counted how long anyone waited.")),
    same("a comma came", RUNS.replace(",", ""), ("first runs, and", "first runs and")),
    same("other quotation marks", SLEEP, (SLEEP, f"“{SLEEP}”")),
    same("other capitals", BRING, (BRING, BRING.upper())),
]  # fmt: skip

REWORDED = [
    reworded("one word put in", BELL, "The old bell on the upper ward rings on both floors at "
             "once."),
    reworded("one word taken out", BELL, "The bell on the upper ward rings on both floors."),
    reworded("one word another", LAMP, "Two nurses share one lamp between fourteen beds."),
    reworded("a spelling put right", WAITED, "Nobody has counted how long anybody waited."),
    reworded("another number", WATER, "Twenty-two of these were for a glass of water."),
    reworded("turned round", RUNS, "The other one runs back, and whoever hears it first runs."),
    reworded("order changed", COUNT, "Between midnight and five the bell rang forty-one times in "
             "the second week of May."),
    reworded("passive", PORTER, "It was offered by the porter to fit them on a Sunday."),
    reworded("cut to half", COSTS, "A lamp costs eleven pounds."),
    reworded("the other half stays", COSTS, "The whole ward costs less than one broken hip."),
    reworded("softened", WAKES, "A lamp that is switched on may now and then wake the neighbour."),
    reworded("sharpened", SLEEP, "Many patients sleep very badly when a light is near."),
    reworded("negated", BRING, "Bring water at eleven, but do not think that the bell stays quiet "
             "until three."),
    reworded("plural for singular", EVERY, "Put lamps at every bed."),
    reworded("now a question", FUND, "Can the money come from the fund that paid for the garden?"),
    reworded("other tense", PORTER, "The porter offers to fit them on Sundays."),
    reworded("neighbours reworded too", WATER, "Nineteen times it was a glass of water.",
             (COUNT, "We counted forty-one rings in a week."), (WAITED, "We measured no waiting.")),
    reworded("reworded and moved", FUND, "The money can come from the fund that paid for the "
             "garden, we think.", (PORTER, ""), ("Objections\n", "")),
    reworded("split in two", COUNT, "In the second week of May we counted. The bell rang forty-one "
             "times between midnight and five."),
    reworded("abbreviated", MEET, "We meet on the first Monday of June; all who work at night are "
             "welcome."),
    reworded("a note in the middle", COSTS, "A lamp costs eleven pounds (we asked two shops), so "
             "the whole ward costs less than one broken hip."),
    reworded("another date", MEET, "We meet again on the second Tuesday of July, and everybody who "
             "works at night is welcome."),
    reworded("hyphens", COUNT, "In the second week of May the bell rang 41 times between midnight "
             "and five."),
    Rewrite("part of a sentence, reworded", "rings on both floors at once",
            (("rings on both floors at once", "rings on all three floors at once"),),
            "rings on all three floors at once"),
    Rewrite("part of a sentence whose rest changed", "rings on both floors at once",
            ((BELL, "Since the repair it rings on both the floors at once, and loudly."),),
            "rings on both the floors at once, and loudly."),
    Rewrite("two sentences, one reworded", f"{PORTER} {FUND}",
            ((PORTER, "The porter offered to do it on a Sunday."),),
            f"The porter offered to do it on a Sunday. {FUND}"),
    Rewrite("two sentences, the first gone", f"{SLEEP} {WAKES}", ((f"{SLEEP} ", ""),), WAKES),
    reworded("a heading reworded", "What happens next", "What happens from here"),
    reworded("two alike, one of them reworded", KEY, "Two nurses share a single key to the linen "
             "room."),
]  # fmt: skip

GONE = [
    gone("taken out and its neighbours reworded", WATER, (f"{WATER} ", ""),
         (COUNT, "The bell rang forty-one times."), (WAITED, "How long they waited is unknown.")),
    gone("another statement in its place", SLEEP, (SLEEP, "The doctors were not asked.")),
    gone("taken out", BELL, (f"{BELL} ", "")),
    gone("its paragraph taken out", RUNS, (f"{BELL} {RUNS} {LAMP}\n", "")),
    gone("its section taken out", PORTER, (TEXT[TEXT.index("Costs") : TEXT.index("Objec")], "")),
    gone("another sentence in its place", FUND, (FUND, "Ask the league of friends.")),
    gone("a short one, its sentence out", "a glass of water", (f"{WATER} ", "")),
    gone("its words elsewhere, one by one", WAKES, (f" {WAKES}", "")),
    gone("two alike, one of them out", KEY, (f"{KEY}\n", "")),
    gone("two alike, the other one out", LAMP, (f" {LAMP}", "")),
    gone("the last sentence out", MEET, (MEET, "Thank you.")),
    gone("a heading out", "What we counted", ("What we counted\n", "")),
    gone("short words that stand elsewhere", "both floors", (f"{BELL} ", ""),
         (KEY, f"{KEY} There is linen on both floors.")),
    gone("all of it", COSTS, (TEXT, "")),
    gone("all of it is another text", COSTS, (TEXT, "We sold the house and moved to the coast.")),
]  # fmt: skip

ALL = [*KEPT, *REWORDED, *GONE]
