"""Which addresses a link in a text may have."""

import re
import unicodedata

_WEB = re.compile(r"https?://[^\s/?#\\@:][^\s]*", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s]+", re.IGNORECASE)
_RISKY = str.maketrans({char: f"%{ord(char):02X}" for char in "\"'<>`\\{}|^"})
_INVISIBLE = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def safe_address(written: str) -> str | None:
    """`written` cleaned of white space, control and invisible characters, or None.

    Only http, https and mailto addresses and addresses on this site (/, # or ? first) pass.
    `//host` and `/\\host` lead away from the site, so they do not.
    """
    address = "".join(char for char in written if unicodedata.category(char) not in _INVISIBLE)
    if is_local(address) or _WEB.fullmatch(address) or _MAIL.fullmatch(address):
        return address.translate(_RISKY)
    return None


def is_local(address: str) -> bool:
    """Whether `address` stays on this site whatever page it is written on."""
    return address[:1] in ("/", "#", "?") and address[1:2] not in ("/", "\\")


def leaves_site(address: str) -> bool:
    """Whether following the safe `address` asks another host for something."""
    return bool(_WEB.fullmatch(address))
