#!/usr/bin/env python3
"""Check an evidence package off-line. Needs nothing but Python 3.9 and its standard library.

    python3 check_evidence.py PACKAGE.zip [--anchors FILE]

It checks that every file is as the manifest names it, that every event has the digest its link
states, that the links follow one another, and that each stretch of links ends at a head of the
chain. With --anchors the heads are compared with those that were published outside the portal: a
file of lines "place<TAB>digest…". Without it the package is only shown to agree with itself.
The end code is 0 where everything holds and 1 where something does not; each fault is one line.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from pathlib import Path

GENESIS = "0" * 64


def _sm3(data: bytes) -> str:
    """SM3 (GB/T 32905-2016), for Pythons whose OpenSSL has none."""

    def rotate(word: int, by: int) -> int:
        by %= 32
        return ((word << by) | (word >> (32 - by))) & 0xFFFFFFFF

    state = [
        0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600,
        0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
    ]  # fmt: skip
    padded = data + b"\x80"
    padded += b"\x00" * ((56 - len(padded)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        block = padded[start : start + 64]
        words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
        for at in range(16, 68):
            mixed = words[at - 16] ^ words[at - 9] ^ rotate(words[at - 3], 15)
            mixed ^= rotate(mixed, 15) ^ rotate(mixed, 23)
            words.append(mixed ^ rotate(words[at - 13], 7) ^ words[at - 6])
        a, b, c, d, e, f, g, h = state
        for at in range(64):
            constant = 0x79CC4519 if at < 16 else 0x7A879D8A
            first = rotate((rotate(a, 12) + e + rotate(constant, at)) & 0xFFFFFFFF, 7)
            second = first ^ rotate(a, 12)
            if at < 16:
                left, right = a ^ b ^ c, e ^ f ^ g
            else:
                left, right = (a & b) | (a & c) | (b & c), (e & f) | (~e & g)
            top = (left + d + second + (words[at] ^ words[at + 4])) & 0xFFFFFFFF
            low = (right + h + first + words[at]) & 0xFFFFFFFF
            a, b, c, d = top, a, rotate(b, 9), c
            e, f, g, h = low ^ rotate(low, 9) ^ rotate(low, 17), e, rotate(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905  # 3.9
    return "".join(f"{word:08x}" for word in state)


def digest(data: bytes, algorithm: str) -> str:
    """The digest by the name that the chain gives it; nothing equals that of an unknown name."""
    if algorithm == "sm3":
        return _sm3(data)
    return hashlib.new(algorithm, data).hexdigest() if algorithm == "sha256" else ""


def files(package: zipfile.ZipFile) -> list[str]:
    """Files that are not as the manifest names them."""
    manifest = json.loads(package.read("manifest.json"))
    faults = []
    for name, stated in manifest["files"].items():
        if name not in package.namelist():
            faults.append(f"missing: {name}")
        elif hashlib.sha256(package.read(name)).hexdigest() != stated:
            faults.append(f"altered: {name}")
    known = {*manifest["files"], "manifest.json"}
    faults += [f"not in the manifest: {name}" for name in package.namelist() if name not in known]
    return faults


def events(package: zipfile.ZipFile, links: dict[int, list[str]]) -> list[str]:
    """Events whose digest is not the one that their link states."""
    faults = []
    for line in package.read("chain/events.tsv").splitlines():
        place, event, canonical = line.split(b"\t", 2)
        link = links.get(int(place))
        if link is None:
            faults.append(f"no link for event {event.decode()} at {place.decode()}")
            continue
        algorithm = json.loads(canonical)["algorithm"]
        if link[1] != event.decode() or digest(canonical, algorithm) != link[2]:
            faults.append(f"event altered: {place.decode()}")
    return faults


def chain(
    package: zipfile.ZipFile, links: dict[int, list[str]], outside: dict[int, str]
) -> list[str]:
    """Links that do not follow one another, and stretches that end at no head."""
    faults = []
    for place, link in sorted(links.items()):
        _place, event, event_digest, sealed_at, algorithm, previous, stated = link
        before = links.get(place - 1)
        if (before is not None and before[6] != previous) or (place == 1 and previous != GENESIS):
            faults.append(f"link does not follow: {place}")
        parts = "|".join((previous, str(place), event, event_digest, sealed_at))
        if digest(parts.encode(), algorithm) != stated:
            faults.append(f"link altered: {place}")
    heads = {}
    for line in package.read("chain/heads.tsv").decode().splitlines():
        place, published = line.split("\t")
        heads[int(place)] = published
    for place in sorted(links):
        if place + 1 not in links and place not in heads:
            faults.append(f"stretch ends at no head: {place}")
    for place, published in sorted(heads.items()):
        if place not in links:
            faults.append(f"head without its link: {place}")
            continue
        if published and published != links[place][6]:
            faults.append(f"differs from the head it names: {place}")
        if outside and outside.get(place) != links[place][6]:
            faults.append(f"not among the heads published outside: {place}")
    return faults


def check(path: str, anchors: str = "") -> list[str]:
    """Every fault of the package, in words; none where it holds."""
    outside = {}
    if anchors:
        for line in Path(anchors).read_text(encoding="ascii").splitlines():
            parts = line.split("\t")
            if len(parts) > 1:
                outside[int(parts[0])] = parts[1].strip()
    try:
        with zipfile.ZipFile(path) as package:
            faults = files(package)
            rows = package.read("chain/links.tsv").decode("ascii").splitlines()
            links = {int(row.split("\t")[0]): row.split("\t") for row in rows}
            return faults + events(package, links) + chain(package, links, outside)
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as broken:
        return [f"not a whole evidence package: {broken}"]


def main() -> int:
    """Print what was found; 0 where everything holds."""
    parser = argparse.ArgumentParser(description="Check an evidence package off-line.")
    parser.add_argument("package")
    parser.add_argument("--anchors", default="", help="heads of the chain as published outside")
    asked = parser.parse_args()
    faults = check(asked.package, asked.anchors)
    for fault in faults:
        print(fault)
    if faults:
        print("不成立 / DOES NOT HOLD")
        return 1
    print(
        "完整 / WHOLE"
        if asked.anchors
        else "自洽，未与对外公布的链首比对 / AGREES WITH ITSELF; no heads given"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
