"""Texts packed small, each against an earlier one that it shares most of its words with.

A packed text says how it is read: a form, a checksum of the text, and the rest squeezed by zlib.
In the form WHOLE that is the text itself. In the form COPIED it is a list of steps, each "so many
bytes from there in the base" and "then these new ones", and after it all new bytes in a row.
"""

import zlib
from collections.abc import Iterator

WHOLE, COPIED = 0, 1
CHECKED = 5  # bytes before what is squeezed: the form, and the checksum
RAW = -zlib.MAX_WBITS  # no header or checksum of zlib's own
BLOCK = 16

Step = tuple[int, int, bytes]  # from where in the base, how much of it, and what follows


class Damaged(Exception):
    """Raised where a packed text does not give back what was packed."""


def pack(text: str, base: str | None = None) -> bytes:
    """As bytes that `unpack` reads with the same base; without one where it has little of it."""
    new, old = text.encode(), (base or "").encode()
    check = zlib.crc32(new).to_bytes(4)
    steps = list(_steps(old, new)) if old else []
    if 2 * sum(length for _, length, _ in steps) <= len(new):
        return bytes([WHOLE]) + check + _squeezed(new)
    return bytes([COPIED]) + check + _squeezed(_written(steps))


def is_whole(packed: bytes) -> bool:
    """Whether it is read without a base."""
    return packed[:1] == bytes([WHOLE])


def unpack(packed: bytes, base: str | None = None) -> str:
    """The text. Raises Damaged, and never gives another one."""
    try:
        held = _loosened(packed[CHECKED:])
        if not is_whole(packed):
            if packed[:1] != bytes([COPIED]) or base is None:
                raise Damaged("it is packed in a form that is not known, or its base is missing")
            held = _put_together(held, base.encode())
        if zlib.crc32(held).to_bytes(4) != packed[1:CHECKED]:
            raise Damaged("what is unpacked is not what was packed")
        return held.decode()
    except (zlib.error, IndexError, UnicodeDecodeError) as error:
        raise Damaged(f"it cannot be unpacked: {error}") from error


def _steps(old: bytes, new: bytes) -> Iterator[Step]:
    """How to make `new` of `old`, from left to right; what is found twice is taken where it was.

    A text is mostly the earlier one with a few changes. So the place that follows what was copied
    last is looked at first, and only where it differs, blocks of the old text are looked up.
    """
    places: dict[bytes, int] = {}
    for at in range(0, len(old) - BLOCK + 1, BLOCK):
        places.setdefault(old[at : at + BLOCK], at)
    done = length = _shared(old, 0, new, 0)
    source, at = 0, done
    while at <= len(new) - BLOCK:
        found = places.get(new[at : at + BLOCK])
        if found is None:
            at += 1
            continue
        back = _shared_before(old, found, new, at, at - done)
        yield source, length, new[done : at - back]
        source, begin = found - back, at - back
        length = _shared(old, source, new, begin)
        done = at = begin + length
    yield source, length, new[done:]


def _shared(old: bytes, place: int, new: bytes, at: int) -> int:
    """How many bytes are the same from a place in each on."""
    most = min(len(old) - place, len(new) - at)
    known, reach = 0, 64
    while known < most:  # by ever longer pieces, then by ever shorter ones
        piece = min(reach, most - known)
        if old[place + known : place + known + piece] == new[at + known : at + known + piece]:
            known, reach = known + piece, reach * 2
        elif piece == 1:
            break
        else:
            reach = piece // 2
            most = known + piece
    return known


def _shared_before(old: bytes, place: int, new: bytes, at: int, most: int) -> int:
    """How many bytes are the same before a place in each, `most` at the most."""
    shared = 0
    while shared < min(most, place) and old[place - shared - 1] == new[at - shared - 1]:
        shared += 1
    return shared


def _written(steps: list[Step]) -> bytes:
    numbers = bytearray()
    for source, length, added in steps:
        for number in (source, length, len(added)):
            numbers += _number(number)
    ended = _number(len(steps))
    return ended + bytes(numbers) + b"".join(added for _, _, added in steps)


def _put_together(held: bytes, old: bytes) -> bytes:
    numbers = _Numbers(held)
    steps = [(numbers.next(), numbers.next(), numbers.next()) for _ in range(numbers.next())]
    at, pieces = numbers.at, []
    for source, length, added in steps:
        pieces += [old[source : source + length], held[at : at + added]]
        at += added
    return b"".join(pieces)


class _Numbers:
    """Numbers at the beginning of some bytes, seven bits a byte, the lowest first."""

    def __init__(self, held: bytes) -> None:
        self.held = held
        self.at = 0

    def next(self) -> int:
        number = shift = 0
        while True:
            byte = self.held[self.at]
            self.at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number


def _number(number: int) -> bytes:
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _squeezed(held: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, RAW)
    return packer.compress(held) + packer.flush()


def _loosened(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(RAW)
    held = unpacker.decompress(packed) + unpacker.flush()
    if not unpacker.eof:
        raise Damaged("it ends too early")
    return held
