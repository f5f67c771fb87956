"""Where the districts of a city stand on the grid of tiles that serves as its map."""

from typing import Final

#: Shanghai's sixteen districts by code (GB/T 2260): column from the west, row from the north.
PLACES: Final = {
    "310151": (4, 1),
    "310114": (2, 2),
    "310113": (3, 2),
    "310107": (2, 3),
    "310106": (3, 3),
    "310109": (4, 3),
    "310110": (5, 3),
    "310118": (1, 4),
    "310105": (2, 4),
    "310104": (3, 4),
    "310101": (4, 4),
    "310115": (5, 4),
    "310117": (2, 5),
    "310112": (3, 5),
    "310116": (2, 6),
    "310120": (3, 6),
}
