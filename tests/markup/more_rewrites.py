"""More texts in other manners and languages, with what became of them; see `rewrites`."""

from tests.markup.rewrites import Edit, Rewrite

ROOMS = """How should the clinic book its rooms?
The rooms stand empty on Tuesday afternoons, while on Mondays people wait in the corridor. We \
asked every team to write down when it really needs a room. Four teams out of nine answered.
What the teams said
The physiotherapists need the large room twice a week, in the morning. The dietician can work \
anywhere with a table and a door. Interpreters are booked by telephone, and nobody tells them when \
a room has changed.
Blood is taken in room 3 because it has a sink.
Vaccinations of children move to the ground floor in October.
Booking by e-mail takes two days on average.
What it costs
One unused hour costs about thirty pounds in rent and cleaning. Over a year this comes to more \
than the salary of a receptionist. The landlord will not lower the rent before 2011.
What we propose
Put one calendar on the wall and one on the web, and let the same person keep both. Release a room \
when it has not been confirmed by noon the day before. Let patients choose the floor if they \
cannot climb stairs.
Open questions
Who decides when two teams want the same room? Should emergencies always go first? How do we treat \
teams that never confirm?
See also
The rota of the cleaners is kept by the housekeeper. A plan of both floors hangs beside the lift."""

EMPTY = "The rooms stand empty on Tuesday afternoons, while on Mondays people wait in the corridor."
ASKED = "We asked every team to write down when it really needs a room."
FOUR = "Four teams out of nine answered."
PHYSIO = "The physiotherapists need the large room twice a week, in the morning."
DIET = "The dietician can work anywhere with a table and a door."
INTERPRETERS = (
    "Interpreters are booked by telephone, and nobody tells them when a room has changed."
)
BLOOD = "Blood is taken in room 3 because it has a sink."
CHILDREN = "Vaccinations of children move to the ground floor in October."
EMAIL = "Booking by e-mail takes two days on average."
HOUR = "One unused hour costs about thirty pounds in rent and cleaning."
YEAR = "Over a year this comes to more than the salary of a receptionist."
LANDLORD = "The landlord will not lower the rent before 2011."
CALENDAR = "Put one calendar on the wall and one on the web, and let the same person keep both."
RELEASE = "Release a room when it has not been confirmed by noon the day before."
STAIRS = "Let patients choose the floor if they cannot climb stairs."
DECIDES = "Who decides when two teams want the same room?"
FIRST = "Should emergencies always go first?"
NEVER = "How do we treat teams that never confirm?"
ROTA = "The rota of the cleaners is kept by the housekeeper."
PLAN = "A plan of both floors hangs beside the lift."


def kept(name: str, quote: str, *edits: Edit, text: str = ROOMS) -> Rewrite:
    return Rewrite(name, quote, edits, quote, text)


def new(name: str, quote: str, words: str, *more: Edit, text: str = ROOMS) -> Rewrite:
    return Rewrite(name, quote, ((quote, words), *more), words, text)


def out(name: str, quote: str, *edits: Edit, text: str = ROOMS) -> Rewrite:
    return Rewrite(name, quote, edits, None, text)


def line_out(text: str, words: str) -> Edit:
    return (f"{words}\n", "")


MORE_KEPT = [
    kept("rooms: nothing changed", RELEASE),
    kept("rooms: a question among questions", FIRST, (DECIDES, "Who decides?")),
    kept("rooms: the last question", NEVER, (f"{FIRST} ", "")),
    kept("rooms: the first sentence of a paragraph", EMPTY, (ASKED, "Each team was asked.")),
    kept("rooms: the middle one", ASKED, (EMPTY, "Some rooms are empty."), (FOUR, "Few answered.")),
    kept("rooms: a line of a list", CHILDREN, (BLOOD, "Blood is taken upstairs.")),
    kept(
        "rooms: the list was turned round", BLOOD, (f"{BLOOD}\n", ""), (EMAIL, f"{EMAIL}\n{BLOOD}")
    ),
    kept(
        "rooms: the list became longer",
        EMAIL,
        (CHILDREN, f"{CHILDREN}\nX-rays stay where they are."),
    ),
    kept("rooms: a line between", CHILDREN, (EMAIL, f"A line that is new.\n{EMAIL}")),
    kept(
        "rooms: it went to another section",
        ROTA,
        (f"{ROTA} ", ""),
        ("Open questions\n", f"{ROTA}\nOpen questions\n"),
    ),
    kept(
        "rooms: sections changed places",
        HOUR,
        (ROOMS[ROOMS.index("What it costs") : ROOMS.index("What we propose")], ""),
        ("See also", f"What it costs\n{HOUR} {YEAR} {LANDLORD}\nSee also"),
    ),
    kept(
        "rooms: all around it was written anew",
        DIET,
        (PHYSIO, "Some exercise in a hall."),
        (INTERPRETERS, "Others come when they are called."),
    ),
    kept("rooms: its heading went", YEAR, ("What it costs\n", "")),
    kept(
        "rooms: a paragraph was cut in three",
        LANDLORD,
        (f" {YEAR}", f"\n{YEAR}"),
        (f" {LANDLORD}", f"\n{LANDLORD}"),
    ),
    kept("rooms: two paragraphs became one", EMPTY, ("rooms?\nThe", "rooms? The")),
    kept("rooms: a number in it, others changed", BLOOD, ("thirty", "forty"), ("nine", "ten")),
    kept("rooms: a part with a number", "in room 3", (CHILDREN, "Children go down in October.")),
    kept("rooms: two words", "unused hour", (YEAR, "It adds up.")),
    kept(
        "rooms: the same two words in a new place too",
        "every team",
        (NEVER, "How do we treat every team that never confirms?"),
    ),
    kept("rooms: a twin of it in another section", FOUR, ("See also\n", f"See also\n{FOUR}\n")),
    kept("rooms: quoted again further down", CALENDAR, (DECIDES, f"“{CALENDAR}” But {DECIDES}")),
    kept("rooms: one long sentence of two", f"{DECIDES} {FIRST}", (NEVER, "And what of the rest?")),
    kept(
        "rooms: across two paragraphs",
        f"{FOUR} What the teams said",
        (DIET, "The dietician needs little."),
    ),
    kept("rooms: capitals of a heading", "What we propose", ("What we propose", "WHAT WE PROPOSE")),
    kept("rooms: a dash for a comma", PHYSIO, ("a week, in the", "a week – in the")),
    kept("rooms: brackets around it", PLAN, (PLAN, f"({PLAN})")),
    kept("rooms: a colon before it", DIET, (DIET, f"Note: {DIET}")),
    kept("rooms: the end went", "Release a room", (" by noon the day before", "")),
    kept(
        "rooms: the beginning went",
        "and let the same person keep both",
        ("Put one calendar on the wall and one on the web", "Have one calendar"),
    ),
    kept("rooms: restored after other edits", STAIRS, ("cannot", "can not"), ("can not", "cannot")),
    kept(
        "rooms: a worry about it",
        LANDLORD,
        (
            LANDLORD,
            "We fear that the landlord will not lower the rent before 2011, whatever we say.",
        ),
    ),
    kept(
        "rooms: a reason more",
        BLOOD,
        (BLOOD, "Blood is taken in room 3 because it has a sink and a window."),
    ),
    kept(
        "rooms: a source was named",
        HOUR,
        (
            HOUR,
            "One unused hour costs about thirty pounds in rent and cleaning, says the accountant.",
        ),
    ),
    kept(
        "rooms: an exception more",
        RELEASE,
        (
            RELEASE,
            "Release a room when it has not been confirmed by noon the "
            "day before, except for interpreters.",
        ),
    ),
]

MORE_REWORDED = [
    new(
        "rooms: another day",
        EMPTY,
        "The rooms stand empty on Thursday afternoons, while on "
        "Mondays people wait in the corridor.",
    ),
    new(
        "rooms: two days turned round",
        EMPTY,
        "The rooms stand empty on Monday afternoons, while on "
        "Tuesdays people wait in the corridor.",
    ),
    new("rooms: cut to its first half", EMPTY, "The rooms stand empty on Tuesday afternoons."),
    new(
        "rooms: said more politely",
        ASKED,
        "We asked every team to be so kind as to write down when it really needs a room.",
    ),
    new("rooms: shortened", ASKED, "We asked every team when it needs a room."),
    new("rooms: numbers as figures", FOUR, "4 teams out of 9 answered."),
    new("rooms: a later count", FOUR, "By June seven teams out of nine had answered."),
    new(
        "rooms: another person",
        PHYSIO,
        "The speech therapists need the large room twice a week, in the morning.",
    ),
    new(
        "rooms: another time",
        PHYSIO,
        "The physiotherapists need the large room three times a week, in the afternoon.",
    ),
    new("rooms: plural", DIET, "The dieticians can work anywhere with a table and a door."),
    new(
        "rooms: made conditional",
        DIET,
        "The dietician could work anywhere if there were a table and a door.",
    ),
    new(
        "rooms: a spelling put right",
        INTERPRETERS,
        "Interpreters are booked by phone, and nobody tells them when a room has changed.",
    ),
    new(
        "rooms: other voice",
        INTERPRETERS,
        "We book interpreters by telephone, and nobody tells them when a room has changed.",
    ),
    new("rooms: another room", BLOOD, "Blood is taken in room 12 because it has a sink."),
    new(
        "rooms: another month",
        CHILDREN,
        "Vaccinations of children move to the ground floor in January.",
    ),
    new(
        "rooms: turned round",
        CHILDREN,
        "In October vaccinations of children move to the ground floor.",
    ),
    new(
        "rooms: a measure more exact",
        EMAIL,
        "Booking by e-mail takes two days and four hours on average.",
    ),
    new("rooms: negated", EMAIL, "Booking by e-mail no longer takes two days on average."),
    new(
        "rooms: another sum",
        HOUR,
        "One unused hour costs about forty-five pounds in rent and cleaning.",
    ),
    new("rooms: weaker", YEAR, "Over a year this may come to the salary of a receptionist."),
    new("rooms: as a question", LANDLORD, "Will the landlord lower the rent before 2011?"),
    new("rooms: another year", LANDLORD, "The landlord will not lower the rent before 2013."),
    new(
        "rooms: a list of it",
        CALENDAR,
        "Put one calendar on the wall, one on the web and one in the "
        "kitchen, and let the same person keep all of them.",
    ),
    new("rooms: half of it stays", CALENDAR, "Put one calendar on the wall and one on the web."),
    new(
        "rooms: another deadline",
        RELEASE,
        "Release a room when it has not been confirmed by six in the evening the day before.",
    ),
    new(
        "rooms: people for patients",
        STAIRS,
        "Let people choose the floor if they cannot climb stairs.",
    ),
    new(
        "rooms: the condition first",
        STAIRS,
        "If they cannot climb stairs, let patients choose the floor.",
    ),
    new(
        "rooms: a question answered",
        DECIDES,
        "The head nurse decides when two teams want the same room.",
    ),
    new(
        "rooms: more in a question",
        DECIDES,
        "Who decides when two or more teams want the same room?",
    ),
    new(
        "rooms: a short question, one word more",
        FIRST,
        "Should emergencies nearly always go first?",
    ),
    new("rooms: a question more open", NEVER, "How shall we treat those teams that never confirm?"),
    new("rooms: somebody else", ROTA, "The rota of the cleaners is kept by the porter."),
    new("rooms: reworded and moved", ROTA, "The housekeeper keeps the rota of the cleaners."),
    new("rooms: another place", PLAN, "A plan of both floors hangs beside the front door."),
    new("rooms: a heading more exact", "What the teams said", "What the nine teams said"),
    new(
        "rooms: all neighbours and itself",
        DIET,
        "The dietician can work anywhere there is a table.",
        (PHYSIO, "Exercise needs the large room."),
        (INTERPRETERS, "Interpreters hear of nothing."),
    ),
    Rewrite(
        "rooms: part of a sentence, one word another",
        "wait in the corridor",
        (("wait in the corridor", "wait in the hall"),),
        "wait in the hall",
        ROOMS,
    ),
    Rewrite(
        "rooms: three sentences, the middle one another",
        f"{HOUR} {YEAR} {LANDLORD}",
        ((YEAR, "That is much."),),
        f"{HOUR} That is much. {LANDLORD}",
        ROOMS,
    ),
    Rewrite(
        "rooms: three sentences, the last one out",
        f"{DECIDES} {FIRST} {NEVER}",
        ((f" {NEVER}", ""),),
        f"{DECIDES} {FIRST}",
        ROOMS,
    ),
    Rewrite(
        "rooms: a sentence came between the two",
        f"{ROTA} {PLAN}",
        ((f"{ROTA} ", f"{ROTA} Ask her. "),),
        f"{ROTA} Ask her. {PLAN}",
        ROOMS,
    ),
    new(
        "rooms: shorter, with other punctuation",
        CALENDAR,
        "One calendar on the wall, one on the web: let the same person keep both.",
    ),
    new("rooms: the reason first", BLOOD, "Because it has a sink, blood is taken in room 3."),
    new(
        "rooms: longer words",
        STAIRS,
        "Let patients choose their preferred floor whenever they cannot climb stairs.",
    ),
]

MORE_GONE = [
    out("rooms: one of a list", BLOOD, (f"{BLOOD}\n", "")),
    out("rooms: the list", CHILDREN, (f"{BLOOD}\n{CHILDREN}\n{EMAIL}\n", "")),
    out("rooms: the first sentence", EMPTY, (f"{EMPTY} ", "")),
    out("rooms: the middle sentence", YEAR, (f" {YEAR}", "")),
    out("rooms: the last sentence", PLAN, (f" {PLAN}", "")),
    out(
        "rooms: another statement for it",
        LANDLORD,
        (LANDLORD, "We looked at houses in the next street."),
    ),
    out("rooms: another question for it", FIRST, (FIRST, "May visitors book as well?")),
    out(
        "rooms: a question, with the section",
        DECIDES,
        (f"Open questions\n{DECIDES} {FIRST} {NEVER}\n", ""),
    ),
    out("rooms: two words, their sentence out", "unused hour", (f"{HOUR} ", "")),
    out("rooms: a heading", "See also", ("See also\n", "")),
    out("rooms: all of it", RELEASE, (ROOMS, "")),
    out(
        "rooms: another text",
        PHYSIO,
        (ROOMS, "The clinic was closed. Its staff went to the hospital by the river."),
    ),
    out(
        "rooms: a sentence and its neighbours",
        DIET,
        (f"{PHYSIO} {DIET} {INTERPRETERS}", "Nobody minds."),
    ),
    out(
        "rooms: its words went into others",
        NEVER,
        (f" {NEVER}", ""),
        (RELEASE, "Teams confirm by noon."),
    ),
    out(
        "rooms: a like one stays",
        FOUR,
        (f" {FOUR}", ""),
        (DECIDES, "Who decides when two teams out of three want the same room?"),
    ),
]

STAFF = """Wie kommen neue Kolleginnen gut an?
Am ersten Tag fehlt fast immer der Schlüssel. Niemand weiß, wer den Ausweis bestellt. Die \
Einführung dauert drei Tage und findet im Keller statt.
Was uns fehlt
Eine Liste mit den Namen aller Stationen wäre schon viel. Wer nachts arbeitet, lernt die Leitung \
oft erst nach Wochen kennen.
Was wir vorschlagen
Jede Station nennt eine Patin, die in den ersten vier Wochen hilft. Der Ausweis wird mit dem \
Vertrag bestellt. Die Einführung zieht in den hellen Raum neben der Kantine."""

KEYS = "Am ersten Tag fehlt fast immer der Schlüssel."
BADGE = "Niemand weiß, wer den Ausweis bestellt."
CELLAR = "Die Einführung dauert drei Tage und findet im Keller statt."
LIST = "Eine Liste mit den Namen aller Stationen wäre schon viel."
NIGHTS = "Wer nachts arbeitet, lernt die Leitung oft erst nach Wochen kennen."
PATRON = "Jede Station nennt eine Patin, die in den ersten vier Wochen hilft."
CONTRACT = "Der Ausweis wird mit dem Vertrag bestellt."
CANTEEN = "Die Einführung zieht in den hellen Raum neben der Kantine."

GERMAN_KEPT = [
    kept("staff: nothing changed", PATRON, text=STAFF),
    kept("staff: its neighbour went", BADGE, (f"{KEYS} ", ""), text=STAFF),
    kept("staff: the section was renamed", LIST, ("Was uns fehlt", "Woran es hapert"), text=STAFF),
    kept(
        "staff: it moved to the end",
        KEYS,
        (f"{KEYS} ", ""),
        (CANTEEN, f"{CANTEEN}\n{KEYS}"),
        text=STAFF,
    ),
    kept("staff: alike, the first", CELLAR, (CANTEEN, "Alles zieht um."), text=STAFF),
    kept("staff: alike, the second", CANTEEN, (CELLAR, "Man sitzt im Keller."), text=STAFF),
    kept(
        "staff: a part",
        "den ersten vier Wochen",
        (CONTRACT, "Der Ausweis ist dann da."),
        text=STAFF,
    ),
]

GERMAN_REWORDED = [
    new("staff: weaker", KEYS, "Am ersten Tag fehlt manchmal der Schlüssel.", text=STAFF),
    new("staff: other order", KEYS, "Der Schlüssel fehlt am ersten Tag fast immer.", text=STAFF),
    new(
        "staff: another number",
        CELLAR,
        "Die Einführung dauert fünf Tage und findet im Keller statt.",
        text=STAFF,
    ),
    new("staff: halved", CELLAR, "Die Einführung dauert drei Tage.", text=STAFF),
    new(
        "staff: more names",
        LIST,
        "Eine Liste mit den Namen und Nummern aller Stationen wäre schon viel.",
        text=STAFF,
    ),
    new(
        "staff: plural",
        PATRON,
        "Alle Stationen nennen eine Patin, die in den ersten vier Wochen hilft.",
        text=STAFF,
    ),
    new(
        "staff: other time",
        PATRON,
        "Jede Station nennt eine Patin, die im ersten halben Jahr hilft.",
        text=STAFF,
    ),
    new(
        "staff: a clause more",
        NIGHTS,
        "Wer nachts oder am Wochenende arbeitet, lernt die Leitung oft erst nach Wochen kennen.",
        text=STAFF,
    ),
    new(
        "staff: active",
        CONTRACT,
        "Die Verwaltung bestellt den Ausweis mit dem Vertrag.",
        text=STAFF,
    ),
    new(
        "staff: another room",
        CANTEEN,
        "Die Einführung zieht in den hellen Raum neben der Bibliothek.",
        text=STAFF,
    ),
]

GERMAN_GONE = [
    out("staff: taken out", NIGHTS, (f" {NIGHTS}", ""), text=STAFF),
    out("staff: alike, one of them out", CELLAR, (f" {CELLAR}", ""), text=STAFF),
    out("staff: the badge stays in the other one", BADGE, (f" {BADGE}", ""), text=STAFF),
    out("staff: its section", LIST, (f"Was uns fehlt\n{LIST} {NIGHTS}\n", ""), text=STAFF),
    out("staff: another for it", KEYS, (KEYS, "Alle freuen sich über Blumen."), text=STAFF),
]

PARK = """Où garer les vélos ?
Les râteliers devant l'entrée sont pleins dès huit heures. Plusieurs vélos ont été volés en hiver.
Le gardien propose d'ouvrir la cour le matin et de la fermer le soir.
Une caméra coûte cher et ne rassure personne."""

RACKS = "Les râteliers devant l'entrée sont pleins dès huit heures."
STOLEN = "Plusieurs vélos ont été volés en hiver."
GUARD = "Le gardien propose d'ouvrir la cour le matin et de la fermer le soir."
CAMERA = "Une caméra coûte cher et ne rassure personne."

FRENCH = [
    kept("bikes: nothing changed", GUARD, text=PARK),
    kept("bikes: the apostrophe is another", RACKS, ("l'entrée", "l’entrée"), text=PARK),
    kept("bikes: its neighbour is another", STOLEN, (RACKS, "Il n'y a pas de place."), text=PARK),
]
FRENCH_REWORDED = [
    new(
        "bikes: another hour",
        RACKS,
        "Les râteliers devant l'entrée sont pleins dès sept heures.",
        text=PARK,
    ),
    new(
        "bikes: a place more",
        STOLEN,
        "Plusieurs vélos ont été volés dans la rue en hiver.",
        text=PARK,
    ),
    new("bikes: only half", GUARD, "Le gardien propose d'ouvrir la cour le matin.", text=PARK),
]
FRENCH_GONE = [
    out("bikes: taken out", CAMERA, (f"\n{CAMERA}", ""), text=PARK),
    out("bikes: another for it", STOLEN, (STOLEN, "Personne ne marche."), text=PARK),
]

BEDS = """病棟の夜
看護師は二人だけだ。呼び出しは毎晩四十回ある。
水を十一時に配れば、三時まで静かになる。"""
BELLS, WATER = "呼び出しは毎晩四十回ある。", "水を十一時に配れば、三時まで静かになる。"
JAPANESE = [kept("ward: its neighbour is another", BELLS, ("二人だけだ", "三人いる"), text=BEDS)]
JAPANESE_REWORDED = [
    new("ward: another hour", WATER, "水を十時に配れば、三時まで静かになる。", text=BEDS),
    new("ward: another count", BELLS, "呼び出しは毎晩三十回ある。", text=BEDS),
]
JAPANESE_GONE = [out("ward: taken out", WATER, (f"\n{WATER}", ""), text=BEDS)]

STEPS = [  # one after the other: what they come to
    new(
        "steps: a word each time",
        HOUR,
        "An unused hour costs some forty pounds in rent and cleaning.",
    ),
    new("steps: there and back", FOUR, "Four teams out of nine had answered."),
    kept(
        "steps: around it, until nothing else is left",
        STAIRS,
        (ROOMS[: ROOMS.index(STAIRS)], ""),
        (ROOMS[ROOMS.index("Open questions") :], ""),
    ),
]

ROUGHLY = [
    new("rooms: cut to its second half", EMPTY, "On Mondays people wait in the corridor."),
    new(
        "rooms: its neighbour was joined to it",
        HOUR,
        "One unused hour costs about thirty pounds in rent, cleaning "
        "and heating, which adds up over a year.",
        (f" {YEAR}", ""),
    ),
    new(
        "bikes: the other way",
        CAMERA,
        "Une caméra coûte cher mais rassure tout le monde.",
        text=PARK,
    ),
]
"""Found at the right place, but with a word too many or a part too little."""

KEPT = [*MORE_KEPT, *GERMAN_KEPT, *FRENCH, *JAPANESE, STEPS[2]]
REWORDED = [*MORE_REWORDED, *GERMAN_REWORDED, *FRENCH_REWORDED, *JAPANESE_REWORDED, *STEPS[:2]]
GONE = [*MORE_GONE, *GERMAN_GONE, *FRENCH_GONE, *JAPANESE_GONE]
