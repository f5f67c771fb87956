"""The sheet of demo accounts that ``serve`` prints, with one system's first call."""

from pathlib import Path

from requests_app.management.demo.city import ADMINISTRATOR, PASSWORD, POSTS, City
from requests_app.management.demo.lookups import OFFICER
from requests_app.management.demo.wishes import ENTERPRISES
from requests_app.models import SharingAgreement

#: department, post: a provider, a requester, the authority, a district and a street.
_SHOWN = (
    *(("SCJG", post) for post in ("jingban", "shenhe", "jigou", "fuze")),
    *(("RSJ", post) for post in ("jingban", "shenhe", "jigou", "fuze")),
    ("SJJ", "zhuguan"),
    ("HKMZ", "jingban"),
    ("HKMZ", "jigou"),
    ("HKSJ", "zhuguan"),
    ("BWT", "jingban"),
)
_DUTIES = {
    "jingban": ("编制目录、提出申请", "compiles entries, applies"),
    "shenhe": ("评估、审核申请、装载数据", "assesses, reviews requests, loads data"),
    "jigou": ("同意发出申请和答复", "consents to requests and answers"),
    "fuze": ("同意目录报送", "approves directory entries"),
    "zhuguan": ("审核发布目录、决定延期", "publishes entries, decides on extensions"),
}
_CALLER = "RSJ"


def shown_agreement() -> SharingAgreement:
    """The agreement in use that the example call fetches under."""
    return SharingAgreement.objects.get(
        requester__code=_CALLER, entry_version__name=ENTERPRISES, status="IN_USE"
    )


def _people(city: City) -> list[str]:
    lines = []
    for code, post in _SHOWN:
        title, english, _mandates = POSTS[post]
        duty, does = _DUTIES[post]
        place = city.departments[code].short_name
        username = f"{code.lower()}-{post}"
        lines.append(f"{username:<14} {place} {title}：{duty} / {english}: {does}")
    lines.append(f"{f'sjj-{OFFICER}':<14} 市数据局：查询主体数据流向 / traces where data went")
    lines.append(f"{ADMINISTRATOR:<14} 系统管理员：账号、日历、审计 / system administrator")
    return lines


def _first_call(city: City, address: str) -> list[str]:
    """How the application system fetches a page of records: a token, then the call."""
    system, agreement = city.systems[_CALLER], shown_agreement()
    place = city.departments[_CALLER].short_name
    return [
        f"应用系统 / application system: {system.system.client.name}（{place}）",
        f"  client_id      {system.client_id}",
        f"  client_secret  {system.client_secret}",
        f"  协议 / agreement  {agreement.public_number}",
        "",
        f"  TOKEN=$(curl -s -u '{system.client_id}:{system.client_secret}' \\",
        f"    -d grant_type=client_credentials -d scope=data {address}/oauth/token/ \\",
        '    | sed \'s/.*"access_token": *"\\([^"]*\\)".*/\\1/\')',
        f'  curl -s -H "Authorization: Bearer $TOKEN" -H "Sharing-Purpose: {agreement.purpose}" \\',
        '    -H "Sharing-Case-Number: WG-0001" \\',
        f"    '{address}/api/v1/agreements/{agreement.public_number}/records/?limit=5'",
    ]


def sheet(city: City, address: str) -> str:
    """The whole sheet, Chinese and English side by side."""
    lines = [f"口令 / password: {PASSWORD}", "", *_people(city), "", *_first_call(city, address)]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write the sheet so that its owner alone can read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
