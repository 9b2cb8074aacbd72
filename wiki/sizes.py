"""How large an update was, in words and in objects."""

from collections.abc import Mapping

# key: (one, many). The order is the order of reading. Kinds group the keys for filters and icons.
COUNTED: dict[str, tuple[str, str]] = {
    "page_created": ("page created", "pages created"),
    "restored": ("earlier update restored", "earlier updates restored"),
    "merged": ("merged with what others changed meanwhile", "merged"),
    "title_changed": ("title changed", "titles changed"),
    "tags_changed": ("keyword tags changed", "keyword tags changed"),
    "page_moved": ("page moved", "pages moved"),
    "featured": ("page featured", "pages featured"),
    "unfeatured": ("page no longer featured", "pages no longer featured"),
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
    "statuses_changed": ("status changed", "statuses changed"),
    "stars_given": ("star given", "stars given"),
    "stars_confirmed": ("star moved to the new wording", "stars moved to the new wording"),
    "stars_taken_back": ("star taken back", "stars taken back"),
    "reasons_given": ("reason given", "reasons given"),
}
STAR_COUNTS = ("stars_given", "stars_confirmed", "stars_taken_back", "reasons_given")
TEXT_COUNTS = (
    *("page_created", "text_changed", "title_changed", "tags_changed", "page_moved"),
    *("featured", "unfeatured", "merged", "restored"),
)
RECOMMENDATION_COUNTS = tuple(
    key for key in COUNTED if key.startswith(("areas_", "recommendations_", "statuses_"))
)
KINDS = {
    "text": ("Text", TEXT_COUNTS),
    "recommendations": ("Recommendations", RECOMMENDATION_COUNTS),
    "stars": ("Stars", STAR_COUNTS),
}


def in_objects(counts: Mapping[str, int]) -> list[str]:
    """["1 recommendation reworded", "6 stars given"]."""
    said = []
    for key, (one, many) in COUNTED.items():
        number = counts.get(key, 0)
        if number:
            noun = one if number == 1 else many
            said.append(noun if key in TEXT_COUNTS else f"{number} {noun}")
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
