"""Every record under an agreement, page by page, with nothing but the standard library."""

import base64
import json
import os
import urllib.parse
import urllib.request

PORTAL = os.environ["PORTAL"]


def call(address, data=None, **headers):
    request = urllib.request.Request(PORTAL + address, data, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def token():
    pair = f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}".encode()
    basic = "Basic " + base64.b64encode(pair).decode()
    form = {"grant_type": "client_credentials", "scope": "data"}
    asked = urllib.parse.urlencode(form).encode()
    return call("/oauth/token/", asked, Authorization=basic)["access_token"]


def records(number, purpose, case_number):
    headers = {
        "Authorization": f"Bearer {token()}",
        "Sharing-Purpose": purpose,
        "Sharing-Case-Number": case_number,
    }
    page = {"limit": 1000}
    while True:
        query = urllib.parse.urlencode(page)
        found = call(f"/api/v1/agreements/{number}/records/?{query}", **headers)
        yield from found["records"]
        if found["next"] is None:
            return
        page["cursor"] = found["next"]


for record in records(os.environ["AGREEMENT"], "GOVERNMENT_SERVICE", "WG-2026-0001"):
    print(json.dumps(record, ensure_ascii=False))
