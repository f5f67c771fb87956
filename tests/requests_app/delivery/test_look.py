"""A look: the rows of the agreement and no others, personal values hashed, nothing counted."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from oauth2_provider.models import get_access_token_model

from catalog.directories.actions import Item
from catalog.models import DirectoryEntry
from portal.models import AuditEvent, User
from portal.regulation import reasons
from portal.regulation.vocabulary import Purpose, SecurityLevel, SharingClass, SharingMode
from portal.workflow.decision import Refused
from requests_app.delivery import look
from requests_app.delivery.models import Delivery, QuotaDay
from requests_app.models import SharingAgreement
from requests_app.sharing import actions as sharing
from requests_app.sharing.actions import Application
from tests import story
from tests.requests_app.delivery.desk import AGREED, ROWS, VISIBLE, Desk, write

OPEN_ITEMS = (
    Item(name="登记号", column_name="number", is_key=True),
    Item(name="名称", column_name="name"),
    Item(name="证件号", column_name="secret", is_personal=True),
)
OPEN_ROWS = ("K1,甲,S-1", "K2,乙,S-2", "K3,,S-1", "K4,丁,", "K5,戊,S-5", "K6,己,S-6", "K7,庚,S-7")


def clerk(desk: Desk):
    """Who asks for data in the department that has the agreement."""
    return desk.cast.actor("labour_clerk")


def entry_of(desk: Desk) -> DirectoryEntry:
    """The entry of the agreement."""
    return DirectoryEntry.objects.get(pk=desk.version.entry_id)


def refused(desk: Desk, entry: DirectoryEntry, actor, now=None) -> reasons.Reason:
    """Why there is no look; nothing is on record then."""
    before = AuditEvent.objects.filter(name="delivery.look").count()
    with pytest.raises(Refused) as caught:
        look.look(entry=entry, actor=actor, now=now or desk.cast.now)
    assert look.refusal(entry, actor, now=now or desk.cast.now) is caught.value.reason
    assert AuditEvent.objects.filter(name="delivery.look").count() == before
    return caught.value.reason


def suspend(desk: Desk, agreement: SharingAgreement) -> None:
    """The provider's office suspends for misuse."""
    sharing.suspend(
        pk=agreement.pk,
        note="超范围使用",
        rectify_by=desk.cast.now.date() + timedelta(days=20),
        actor=desk.cast.actor("market_office_head"),
        now=desk.cast.now,
    )


def open_entry(desk: Desk, tmp_path, **changes) -> DirectoryEntry:
    """An unconditional entry with personal information, loaded."""
    content = story.enterprise_registry(
        name="公开样例",
        items=OPEN_ITEMS,
        sharing_class=SharingClass.UNCONDITIONAL,
        condition=None,
        **changes,
    )
    version = story.publish(desk.cast, content)
    path = write(tmp_path / "open.csv", OPEN_ROWS, ("number", "name", "secret"))
    story.load(desk.cast, version, path)
    return DirectoryEntry.objects.get(pk=version.entry_id)


def test_a_look_shows_what_the_agreement_delivers_and_counts_nowhere(desk: Desk) -> None:
    given = desk.deliver()
    counted = Delivery.objects.count(), list(QuotaDay.objects.values_list("used", flat=True))
    found = look.look(entry=entry_of(desk), actor=clerk(desk), now=desk.cast.now)
    assert tuple(column.column for column in found.columns) == given.columns == AGREED
    assert list(found.rows) == given.rows
    assert found.row_count == len(VISIBLE)
    # C1, C3 and C4 of the file: one has no date, one no mark of being open.
    filled = {column.column: column.filled for column in found.columns}
    assert filled == {
        "code": 3,
        "name": 3,
        "staff": 3,
        "amount": 3,
        "since": 2,
        "open": 2,
        "district": 3,
    }
    assert found.agreement_number == desk.agreement.public_number
    after = Delivery.objects.count(), list(QuotaDay.objects.values_list("used", flat=True))
    assert after == counted
    event = AuditEvent.objects.get(name="delivery.look")
    assert (event.subject_number, event.actor_id) == (
        desk.agreement.public_number,
        clerk(desk).user_id,
    )
    assert not any(code in str(event.details) for code in VISIBLE)


def test_a_suspended_or_ended_agreement_shows_nothing(desk: Desk) -> None:
    end = desk.agreement.valid_until
    assert refused(desk, entry_of(desk), clerk(desk), end) is reasons.NOTHING_TO_LOOK_AT
    suspend(desk, desk.agreement)
    assert refused(desk, entry_of(desk), clerk(desk)) is reasons.NOT_IN_USE


def test_without_an_agreement_a_conditional_entry_shows_no_rows(desk: Desk) -> None:
    assert refused(desk, entry_of(desk), desk.cast.actor("civil_clerk")) is (
        reasons.NOTHING_TO_LOOK_AT
    )


def test_who_neither_asks_nor_consents_nor_owns_does_not_look(desk: Desk) -> None:
    entry = entry_of(desk)
    assert refused(desk, entry, desk.cast.actor("market_compiler")) is reasons.OWN_ENTRY
    assert refused(desk, entry, desk.cast.actor("authority_officer")) is reasons.NOT_YOUR_MANDATE
    User.objects.filter(pk=clerk(desk).user_id).update(is_contractor=True)
    assert refused(desk, entry, clerk(desk)) is reasons.NO_LOOK_BY_CONTRACTORS


def test_an_open_entry_shows_every_department_five_rows_with_personal_values_hashed(
    desk: Desk, tmp_path
) -> None:
    entry = open_entry(desk, tmp_path)
    found = look.look(entry=entry, actor=desk.cast.actor("hongkou_clerk"), now=desk.cast.now)
    assert [row[0] for row in found.rows] == ["K1", "K2", "K3", "K4", "K5"]
    assert [row[1] for row in found.rows] == ["甲", "乙", "", "丁", "戊"]
    hashes = [row[2] for row in found.rows]
    assert not any("S-" in each for each in hashes)
    # The same value looks the same, a blank one stays blank.
    assert hashes[0] == hashes[2] != hashes[1]
    assert hashes[3] == ""
    assert (found.row_count, found.agreement_number) == (7, "")
    assert [column.filled for column in found.columns] == [7, 6, 6]
    assert [column.is_hashed for column in found.columns] == [False, False, True]
    other = look.look(entry=entry, actor=clerk(desk), now=desk.cast.now)
    assert other.rows[0][2] != hashes[0]


def test_what_an_authority_has_stopped_is_not_looked_at(desk: Desk, tmp_path) -> None:
    entry = open_entry(desk, tmp_path)
    story.stop_delivery(desk.cast, entry=entry.code)
    assert refused(desk, entry, clerk(desk)) is reasons.DELIVERY_STOPPED


def test_important_data_are_not_looked_at_without_an_agreement(desk: Desk, tmp_path) -> None:
    entry = open_entry(desk, tmp_path, security_level=SecurityLevel.IMPORTANT)
    assert refused(desk, entry, clerk(desk)) is reasons.NOTHING_TO_LOOK_AT


def test_personal_columns_of_an_agreement_are_hashed_too(desk: Desk, tmp_path) -> None:
    entry = open_entry(desk, tmp_path)
    version = entry.live
    items = version.items.values_list("pk", flat=True)
    first = desk.cast.now.date()
    asked = Application(
        legal_basis="《失业保险条例》",
        scenario="核验",
        purpose=Purpose.GOVERNMENT_SERVICE,
        scope="逐笔",
        sharing_mode=SharingMode.API,
        use_from=first,
        use_until=first + timedelta(days=365),
        is_declared=True,
        system_id=desk.client_id,
        columns=dict.fromkeys(items, "核验"),
    )
    request = sharing.apply(
        requester_id=desk.cast.labour.pk,
        version_id=version.pk,
        application=asked,
        actor=clerk(desk),
        now=desk.cast.now,
    )
    agreement = story.agree(desk.cast, story.send(desk.cast, request))
    story.put_into_use(desk.cast, agreement)
    found = look.look(entry=entry, actor=clerk(desk), now=desk.cast.now)
    assert found.agreement_number == agreement.public_number
    assert [row[2] for row in found.rows][0] not in {"S-1", ""}
    # What is suspended is not looked at by the class instead.
    suspend(desk, agreement)
    assert refused(desk, entry, clerk(desk)) is reasons.NOT_IN_USE


def test_the_page_shows_the_sample_and_another_department_why_not(
    desk: Desk, client, monkeypatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: desk.cast.now)
    url = reverse("requests:entry-sample", kwargs={"slug": entry_of(desk).slug})
    client.force_login(desk.cast.labour_clerk)
    answer = client.get(url)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    # Cells, not the whole text: two characters may stand in a token by chance.
    cells = {cell.strip() for cell in re.findall(r"<td[^>]*>([^<]*)</td>", text)}
    assert cells & {row.split(",")[0] for row in ROWS} == set(VISIBLE)
    client.force_login(desk.cast.civil_clerk)
    answer = client.get(url)
    assert answer.status_code == 403
    assert reasons.NOTHING_TO_LOOK_AT.code in answer.content.decode()


def looks() -> int:
    return AuditEvent.objects.filter(name="delivery.look").count()


def test_only_what_shows_rows_is_a_look(desk: Desk, client, monkeypatch) -> None:
    """HEAD answers as GET would and leaves nothing on record; by page and by API."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: desk.cast.now)
    slug = entry_of(desk).slug
    page = reverse("requests:entry-sample", kwargs={"slug": slug})
    client.force_login(desk.cast.labour_clerk)
    token = get_access_token_model().objects.create(
        application_id=desk.client_id,
        token="sample",
        scope="data",
        expires=desk.cast.now + timedelta(hours=1),
    )
    api, system = f"/api/v1/entry-samples/{slug}/", Client()
    bearer = {"authorization": f"Bearer {token.token}"}
    asked = {
        "page": lambda method: client.generic(method, page),
        "api": lambda method: system.generic(method, api, headers=bearer),
    }
    before = looks()
    for name, ask in asked.items():
        head = ask("HEAD")
        assert (head.status_code, head.content, looks()) == (200, b"", before), name
        assert head["Cache-Control"] == "no-store, private"
        got = ask("GET")
        before += 1
        assert (got.status_code, looks()) == (200, before), name
    client.force_login(desk.cast.civil_clerk)
    assert client.head(page).status_code == client.get(page).status_code == 403
    assert looks() == before


def test_the_system_named_may_look_and_no_other(desk: Desk) -> None:
    found = look.look(entry=entry_of(desk), actor=desk.actor, now=desk.cast.now)
    assert found.row_count == len(VISIBLE)
    other = type(desk.actor)(
        interface=desk.actor.interface,
        user_id=desk.actor.user_id,
        department_id=desk.actor.department_id,
        client_id=desk.client_id + 1000,
    )
    assert refused(desk, entry_of(desk), other) is reasons.NO_GRANT


def test_the_term_is_judged_at_each_look(desk: Desk) -> None:
    last = desk.agreement.valid_until - timedelta(seconds=1)
    assert look.look(entry=entry_of(desk), actor=clerk(desk), now=last).rows
