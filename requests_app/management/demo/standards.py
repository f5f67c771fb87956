"""Standards of the demo city: those by which its codes are checked, and one code list."""

from catalog.models import Region
from catalog.standards import actions
from requests_app.management.demo.city import OPENED, City
from requests_app.management.demo.timeline import Story

#: Number, edition, title. Since when each is in force is not known here, and so not stated.
_STANDARDS = (
    ("GB 32100", "2015", "统一社会信用代码"),
    ("GB 11714", "1997", "组织机构代码"),
    ("GB 11643", "1999", "公民身份号码"),
    ("GB/T 2260", "", "行政区划代码"),
    ("GB/T 10114", "2003", "县以下行政区划代码"),
)
#: Column of an entry → the number of the standard that its values keep.
BY_COLUMN = {"credit_code": "GB 32100", "citizen_id": "GB 11643"}


def register(city: City) -> Story:
    """Before the first entry names one; the city's own divisions are loaded as a code list."""
    yield city.timeline.at(OPENED + 1)
    officer = city.actor("SJJ", "zhuguan")
    for number, edition, title in _STANDARDS:
        made = actions.register_standard(
            number=number, edition=edition, title=title, actor=officer, now=city.now
        )
        city.standards[number] = made.pk
    divisions = Region.objects.filter(
        effective_to=None, path__contains="/310000/", code__regex="^[0-9]{6}$"
    )
    lines = [f"{region.code},{region.name}" for region in divisions.order_by("code")]
    actions.load_codes(
        pk=city.standards["GB/T 2260"], lines_text="\n".join(lines), actor=officer, now=city.now
    )
