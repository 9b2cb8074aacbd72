"""How large an update was, in words and in objects."""

from collections.abc import Mapping

# key: (one, many). The order is the order of reading. Kinds group the keys for filters and icons.
COUNTED: dict[str, tuple[str, str]] = {
    "page_created": ("page created", "pages created"),
    "restored": ("earlier update restored", "earlier updates restored"),
    "partly_restored": ("parts of an earlier update restored",) * 2,
    "undone": ("earlier update undone", "earlier updates undone"),
    "merged": ("merged with what others changed meanwhile", "merged"),
    "title_changed": ("title changed", "titles changed"),
    "tags_changed": ("keyword tags changed", "keyword tags changed"),
    "page_moved": ("page moved", "pages moved"),
    "featured": ("page featured", "pages featured"),
    "unfeatured": ("page no longer featured", "pages no longer featured"),
    "template_offered": ("offered as a template",) * 2,
    "template_withdrawn": ("no longer offered as a template",) * 2,
    "deleted": ("page deleted", "pages deleted"),
    "undeleted": ("deleted page restored", "deleted pages restored"),
    "name_given_up": ("name given up to another page", "names given up to other pages"),
    "texts_hidden": ("text of an update hidden", "texts of updates hidden"),
    "texts_shown": ("text of an update shown again", "texts of updates shown again"),
    "texts_purged": ("text of an update removed for good", "texts of updates removed for good"),
    "notes_hidden": ("note hidden", "notes hidden"),
    "notes_shown": ("note shown again", "notes shown again"),
    "words_hidden": (
        "title, wording or other words hidden",
        "titles, wordings or other words hidden",
    ),
    "words_shown": (
        "title, wording or other words shown again",
        "titles, wordings or other words shown again",
    ),
    "words_purged": (
        "title, wording or other words removed for good",
        "titles, wordings or other words removed for good",
    ),
    "protected": ("page protected", "pages protected"),
    "opened": ("protection ended", "protections ended"),
    "files_added": ("file added", "files added"),
    "files_changed": ("new version of a file", "new versions of files"),
    "files_described": ("picture described anew", "pictures described anew"),
    "files_restored": ("earlier version of a file restored", "earlier versions of files restored"),
    "files_hidden": ("file taken down", "files taken down"),
    "files_shown": ("file put back", "files put back"),
    "files_versions_hidden": ("version of a file hidden", "versions of files hidden"),
    "files_versions_shown": ("version of a file shown again", "versions of files shown again"),
    "files_purged": ("file removed for good", "files removed for good"),
    "areas_added": ("area added", "areas added"),
    "areas_renamed": ("area renamed", "areas renamed"),
    "areas_moved": ("area moved", "areas moved"),
    "areas_removed": ("area removed", "areas removed"),
    "recommendations_added": ("recommendation added", "recommendations added"),
    "recommendations_reworded": ("recommendation reworded", "recommendations reworded"),
    "recommendations_corrected": ("spelling corrected", "spellings corrected"),
    "recommendations_moved": ("recommendation moved", "recommendations moved"),
    "recommendations_removed": ("recommendation removed", "recommendations removed"),
    "recommendations_restored": ("recommendation brought back", "recommendations brought back"),
    "recommendations_came": (
        "recommendation moved here from another page",
        "recommendations moved here from other pages",
    ),
    "recommendations_left": (
        "recommendation moved to another page",
        "recommendations moved to other pages",
    ),
    "recommendations_merged": ("recommendation merged", "recommendations merged"),
    "recommendations_split": ("recommendation split", "recommendations split"),
    "recommendations_unmerged": ("merge undone", "merges undone"),
    "recommendations_unsplit": ("split undone", "splits undone"),
    "statuses_changed": ("status changed", "statuses changed"),
    "details_changed": (
        "recommendation's details changed",
        "recommendations' details changed",
    ),
    "criteria_changed": ("criterion changed", "criteria changed"),
    "star_rules_changed": ("rule for stars changed", "rules for stars changed"),
    "reservations_raised": ("reservation raised", "reservations raised"),
    "reservations_changed": ("reservation changed", "reservations changed"),
    "reservations_withdrawn": ("reservation withdrawn", "reservations withdrawn"),
    "questions_asked": ("question asked", "questions asked"),
    "questions_answered": ("question answered", "questions answered"),
    "questions_superseded": ("question superseded", "questions superseded"),
    "questions_reopened": ("question opened again", "questions opened again"),
    "stars_given": ("star given", "stars given"),
    "stars_confirmed": ("star moved to the new wording", "stars moved to the new wording"),
    "stars_taken_back": ("star taken back", "stars taken back"),
    "reasons_given": ("reason given", "reasons given"),
}
STAR_COUNTS = ("stars_given", "stars_confirmed", "stars_taken_back", "reasons_given")
TEXT_COUNTS = (
    *("page_created", "text_changed", "title_changed", "tags_changed", "page_moved"),
    *("featured", "unfeatured", "protected", "opened"),
    *("template_offered", "template_withdrawn"),
    *("deleted", "undeleted", "name_given_up"),
    *("restored", "partly_restored", "undone"),
)
UNNUMBERED = (*TEXT_COUNTS, "merged")
OF_RECOMMENDATIONS = (
    *("areas_", "recommendations_", "statuses_", "details_"),
    *("criteria_", "star_rules_", "reservations_"),
)
# What somebody says of a page without changing it: a protected page takes these from everybody.
OWN_SAY = (
    *STAR_COUNTS,
    *("reservations_raised", "reservations_changed", "reservations_withdrawn"),
    *("questions_asked", "questions_answered", "questions_superseded", "questions_reopened"),
)
RECOMMENDATION_COUNTS = tuple(key for key in COUNTED if key.startswith(OF_RECOMMENDATIONS))
KINDS = {
    "text": ("Text", TEXT_COUNTS),
    "recommendations": ("Recommendations", RECOMMENDATION_COUNTS),
    "stars": ("Stars", STAR_COUNTS),
}
# Finer ones, for whoever looks for one thing in the history of a page.
FINER_KINDS = {
    "title": ("Title", ("title_changed",)),
    "tags": ("Keyword tags", ("tags_changed",)),
    "files": ("Files", tuple(key for key in COUNTED if key.startswith("files_"))),
    "reservations": (
        "Reservations",
        tuple(key for key in COUNTED if key.startswith("reservations_")),
    ),
    "questions": ("Questions", tuple(key for key in COUNTED if key.startswith("questions_"))),
    "settings": (
        "Place, featuring, protection and rules",
        (
            *("page_moved", "featured", "unfeatured", "protected", "opened"),
            *("template_offered", "template_withdrawn"),
            *("deleted", "undeleted", "name_given_up"),
            *("criteria_changed", "star_rules_changed"),
        ),
    ),
    "back": ("Going back", ("restored", "partly_restored", "undone")),
    "moderation": (
        "Moderation",
        (
            *("deleted", "undeleted", "name_given_up", "protected", "opened"),
            *("texts_hidden", "texts_shown", "texts_purged"),
            *("notes_hidden", "notes_shown"),
            *("words_hidden", "words_shown", "words_purged"),
            *("files_hidden", "files_shown", "files_purged"),
            *("files_versions_hidden", "files_versions_shown"),
        ),
    ),
}


def in_objects(counts: Mapping[str, int]) -> list[str]:
    """["1 recommendation reworded", "6 stars given"]."""
    said = []
    for key, (one, many) in COUNTED.items():
        number = counts.get(key, 0)
        if number:
            noun = one if number == 1 else many
            said.append(noun if key in UNNUMBERED else f"{number} {noun}")
    return said


def in_words(added: int, removed: int) -> str:
    """ "12 words added, 3 removed", or "" where no word changed."""
    if added and removed:
        return f"{added} {'word' if added == 1 else 'words'} added, {removed} removed"
    if added:
        return f"{added} {'word' if added == 1 else 'words'} added"
    if removed:
        return f"{removed} {'word' if removed == 1 else 'words'} removed"
    return ""


def size(added: int, removed: int, counts: Mapping[str, int]) -> str:
    """ "12 words added, 3 removed; 1 recommendation reworded; 6 stars given"."""
    parts = [in_words(added, removed), *in_objects(counts)]
    return "; ".join(part for part in parts if part) or "no words changed"


def kinds(counts: Mapping[str, int]) -> list[str]:
    """Which of KINDS an update touched."""
    return [kind for kind, (_, keys) in KINDS.items() if any(key in counts for key in keys)]


def only_stars(counts: Mapping[str, int]) -> bool:
    """Whether an update touched stars and nothing else."""
    return bool(counts) and set(counts) <= set(STAR_COUNTS)
