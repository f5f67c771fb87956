"""A template fills in a draft, binds nobody, is its department's own, and states nothing ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from catalog.departments import actions as departments
from catalog.directories import actions as directories
from catalog.directories.actions import Condition, Content, Item, content_of
from catalog.entry_templates import actions, queries
from catalog.models import EntryTemplate, EntryVersion
from catalog.subjects import actions as subjects
from portal.models import AuditEvent
from portal.regulation import entry_template as rules
from portal.regulation import reasons
from portal.regulation.vocabulary import Mandate
from portal.workflow.decision import Refused
from tests import story
from tests.cast import Cast
from tests.interfaces.api_client import ApiCaller
from tests.races.fingerprint import nothing_left

ADD = "/admin/catalog/entryversion/add/"


def client_of(cast: Cast, person: str) -> Client:
    """Somebody at the pages and the admin."""
    client = Client()
    client.force_login(cast.people[person])
    return client


def by(cast: Cast, person: str = "market_compiler") -> dict[str, Any]:
    """Who acts, and when."""
    return {"actor": cast.actor(person), "now": cast.now}


def refused(expected: reasons.Reason, act: Callable[[], object]) -> None:
    """The act is refused for that reason and leaves nothing."""
    with nothing_left(), pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is expected


def compiler_of(cast: Cast, department: str, person: str = "civil_clerk") -> ApiCaller:
    """An application system that may compile, of the department."""
    made = departments.register_system(
        pk=cast.departments[department].pk,
        code="bianmu",
        name="目录编制系统",
        actor=cast.actor("authority_officer"),
        now=cast.now,
        mandates=[Mandate.COMPILE],
    )
    return ApiCaller(made)


def test_what_begins_from_a_template_is_an_ordinary_draft_without_name_and_code(
    cast: Cast,
) -> None:
    version = story.publish(cast, story.enterprise_registry())
    template = story.save_template(cast, version, " 登记类 ")
    assert (template.name, template.department) == ("登记类", cast.market)
    kept = queries.content_of(template)
    assert kept == replace(content_of(version), name="")
    begun = actions.begin_entry(pk=template.pk, name="个体工商户登记信息", **by(cast))
    made = EntryVersion.objects.get(pk=begun.version.pk)
    assert begun.left_empty == ()
    assert (made.name, made.status, made.number) == ("个体工商户登记信息", "DRAFT", 1)
    assert made.entry.code != version.entry.code
    assert content_of(made) == replace(content_of(version), name="个体工商户登记信息")
    assert not made.assessments.exists(), "what was assessed of the other entry counts for nothing"
    refused(
        reasons.WRONG_STATE,
        lambda: directories.approve(pk=made.pk, **by(cast, "market_chief")),
    )
    told = AuditEvent.objects.filter(name="entryversion.draft", subject_id=made.pk).get()
    assert told.actor_id == cast.people["market_compiler"].pk


def test_only_who_compiles_saves_and_only_what_is_the_departments_own(cast: Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    draft = story.draft(cast, story.enterprise_registry(name="草稿"))
    assert story.save_template(cast, draft, "从草稿").item_count == len(story.REGISTRY_ITEMS)
    refused(
        reasons.NOT_YOUR_MANDATE,
        lambda: story.save_template(cast, version, person="market_reviewer"),
    )
    refused(reasons.NOT_FOUND, lambda: story.save_template(cast, version, person="civil_clerk"))
    # An authority takes what is published where it oversees, and no draft of anybody else's.
    assert story.save_template(cast, version, person="authority_officer").status == "OWN"
    refused(reasons.NOT_FOUND, lambda: story.save_template(cast, draft, person="authority_officer"))


def test_an_authority_takes_no_entry_whose_details_are_closed(cast: Cast) -> None:
    closed = story.withheld_registry(detail_closed=True, detail_closed_reason="涉及安全保护")
    version = story.publish(cast, closed)
    refused(
        reasons.NOT_FOUND, lambda: story.save_template(cast, version, person="authority_officer")
    )


def test_names_numbers_and_sizes_are_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    version = story.publish(cast, story.enterprise_registry())
    first = story.save_template(cast, version, "许可类")
    refused(reasons.TEMPLATE_NAME_TAKEN, lambda: story.save_template(cast, version, " 许可类 "))
    refused(reasons.TEMPLATE_UNNAMED, lambda: story.save_template(cast, version, "  "))
    other = story.save_template(cast, version, "登记类")
    refused(
        reasons.TEMPLATE_NAME_TAKEN,
        lambda: actions.rename_template(pk=other.pk, name="许可类", **by(cast)),
    )
    actions.rename_template(pk=other.pk, name="登记类", **by(cast))
    monkeypatch.setattr(rules, "MOST_TEMPLATES", 2)
    refused(reasons.TOO_MANY_TEMPLATES, lambda: story.save_template(cast, version, "处罚类"))
    # One out of use gives place and name free.
    actions.retire_template(pk=first.pk, **by(cast))
    assert story.save_template(cast, version, "许可类").pk != first.pk
    many = tuple(Item(name=f"项{number}", column_name=f"c{number}") for number in range(501))
    large = story.draft(cast, Content(name="过大", items=many))
    monkeypatch.setattr(rules, "MOST_TEMPLATES", 9)
    refused(reasons.TEMPLATE_TOO_LARGE, lambda: story.save_template(cast, large, "过大"))
    wordy = story.draft(cast, Content(name="过长", withheld_reason="长" * 200_000))
    refused(reasons.TEMPLATE_TOO_LARGE, lambda: story.save_template(cast, wordy, "过长"))


def test_own_members_see_a_template_and_a_region_what_its_authority_published(cast: Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    own = story.save_template(cast, version)
    kept = story.save_template(cast, version, "指南", person="authority_officer")

    def seen(person: str) -> set[int]:
        return set(queries.visible_to(cast.actor(person)).values_list("pk", flat=True))

    assert seen("market_reviewer") == {own.pk}
    assert seen("civil_clerk") == seen("hongkou_clerk") == set()
    assert seen("authority_officer") == {kept.pk}, "nor does the authority see a department's own"
    refused(reasons.NOT_YOUR_MATTER, lambda: actions.publish_template(pk=own.pk, **by(cast)))
    officer = by(cast, "authority_officer")
    actions.publish_template(pk=kept.pk, **officer)
    assert seen("market_reviewer") == {own.pk, kept.pk}
    assert seen("civil_clerk") == seen("hongkou_clerk") == {kept.pk}
    begun = actions.begin_entry(pk=kept.pk, name="婚姻登记信息", **by(cast, "civil_clerk"))
    assert begun.version.entry.provider == cast.civil_affairs
    refused(
        reasons.NOT_YOUR_MATTER,
        lambda: actions.retire_template(pk=kept.pk, **by(cast, "civil_clerk")),
    )
    refused(
        reasons.NOT_FOUND,
        lambda: actions.begin_entry(pk=own.pk, name="婚姻登记信息", **by(cast, "civil_clerk")),
    )
    actions.retire_template(pk=kept.pk, **officer)
    assert seen("civil_clerk") == set()
    refused(
        reasons.TEMPLATE_OUT_OF_USE,
        lambda: actions.begin_entry(pk=kept.pk, name="再来", **officer),
    )


def test_what_no_longer_holds_is_left_empty_and_said(cast: Cast) -> None:
    today = cast.now.date()
    ended = story.register_standard(cast)
    stays = story.register_standard(cast, "GB 1", "")
    node = story.classify(cast, ("2", "主题", ""), ("211", "市场", "2"))
    norm = story.record_norm(cast)
    items = (
        Item(name="统一社会信用代码", standard_id=ended.pk),
        Item(name="名称", standard_id=stays.pk),
    )
    scope = Condition(
        department_ids=(cast.labour.pk, cast.hongkou.pk), regions=("310109", "310199")
    )
    content = story.enterprise_registry(
        classification_id=node.pk, basis_norm_id=norm.pk, items=items, condition=scope
    )
    template = story.save_template(cast, story.draft(cast, content))
    # The draft that it was kept from goes on elsewhere, so that the node can be retired.
    EntryVersion.objects.filter(classification=node).update(classification=None)
    story.end_standard(cast, ended, today + timedelta(days=1))
    story.repeal(cast, norm, today + timedelta(days=1))
    subjects.retire_classification(pk=node.pk, **by(cast, "authority_officer"))
    cast.hongkou.closed_on = today
    cast.hongkou.save()
    later = cast.now + timedelta(days=1)
    begun = actions.begin_entry(
        pk=template.pk, name="新", actor=cast.actor("market_compiler"), now=later
    )
    made = content_of(EntryVersion.objects.get(pk=begun.version.pk))
    assert made.classification_id is None
    assert made.basis_norm_id is None
    assert [item.standard_id for item in made.items] == [None, stays.pk]
    assert made.condition is not None
    assert made.condition.department_ids == (cast.labour.pk,)
    assert made.condition.regions == ("310109",)
    said = "\n".join(begun.left_empty)
    assert len(begun.left_empty) == 5
    for named in ("211", ended.cited_as, norm.cited_as, cast.hongkou.name, "310199"):
        assert named in said


def test_the_form_is_filled_in_and_nothing_is_saved_before_it_is_sent(cast: Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    template = story.save_template(cast, version, "登记类")
    client = client_of(cast, "market_compiler")
    offered = client.get(ADD).content.decode()
    assert f"{ADD}?template={template.public_number}" in offered
    before = EntryVersion.objects.count()
    page = client.get(f"{ADD}?template={template.public_number}")
    shown = page.content.decode()
    assert 'value="统一社会信用代码"' in shown
    assert "按业务编号逐笔查询，不得批量留存。" in shown
    assert "企业登记基本信息" not in shown
    assert version.entry.code not in shown
    assert EntryVersion.objects.count() == before
    form = page.context["form"]
    sent = {"name": "个体工商户登记", "sharing_class": "UNCONDITIONAL", "items-0-name": "名称"}
    sent |= {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "1", "items-0-data_type": "TEXT"}
    assert form.initial["sharing_class"] == "CONDITIONAL"
    answer = client.post(f"{ADD}?template={template.public_number}", sent)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    made = EntryVersion.objects.get(name="个体工商户登记")
    assert (made.sharing_class, made.items.get().name) == ("UNCONDITIONAL", "名称")


def test_an_entry_is_begun_from_another_of_ones_own_and_from_nobody_elses(cast: Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    address = f"{ADD}?copy={version.public_number}"
    own = client_of(cast, "market_compiler")
    begun = own.get(address)
    assert 'value="统一社会信用代码"' in begun.content.decode()
    assert begun.context["form"].initial["name"] == "", "the name is the other entry's"
    page = own.get(f"/admin/catalog/entryversion/{version.public_number}/").content.decode()
    assert address in page
    assert f"?version={version.public_number}" in page, "and it can be kept as a template"
    strange = client_of(cast, "civil_clerk")
    page = strange.get(f"/admin/catalog/entryversion/{version.public_number}/").content.decode()
    assert address not in page
    assert strange.get(address).status_code == 404
    assert own.get(f"{ADD}?copy=NOBODY").status_code == 404
    template = story.save_template(cast, version)
    assert strange.get(f"{ADD}?template={template.public_number}").status_code == 404


@pytest.mark.parametrize("place", ["/entry-templates/", "/admin/catalog/entrytemplate/"])
def test_the_page_of_a_template_leads_to_the_form_filled_in(cast: Cast, place: str) -> None:
    """A button that sent the form empty would show it without a single data item."""
    template = story.save_template(cast, story.publish(cast, story.enterprise_registry()))
    own = client_of(cast, "market_compiler")
    page = own.get(f"{place}{template.public_number}/").content.decode()
    assert f'href="{ADD}?template={template.public_number}"' in page
    assert f'action="{ADD}?template={template.public_number}"' not in page


def test_a_template_out_of_use_fills_in_nothing_and_says_so(cast: Cast) -> None:
    template = story.save_template(cast, story.publish(cast, story.enterprise_registry()))
    actions.retire_template(pk=template.pk, **by(cast))
    shown = client_of(cast, "market_compiler").get(f"{ADD}?template={template.public_number}")
    assert reasons.TEMPLATE_OUT_OF_USE.zh in shown.content.decode()
    assert 'value="统一社会信用代码"' not in shown.content.decode()


def test_templates_over_the_api(cast: Cast) -> None:
    version = story.publish(cast, story.enterprise_registry())
    market, civil = compiler_of(cast, "market"), compiler_of(cast, "civil_affairs")
    made = market.post("/entry-templates/", {"version": version.public_number, "name": "登记类"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["fields_stated"]["sharing_class"] == "CONDITIONAL"
    assert "name" not in body["fields_stated"]
    assert [item["column"] for item in body["items"]] == [
        item.column_name for item in story.REGISTRY_ITEMS
    ]
    number = body["number"]
    begun = market.post(f"/entry-templates/{number}/begin/", {"name": "个体工商户登记"})
    assert begun.status_code == 201, begun.content
    assert EntryVersion.objects.get(public_number=begun.json()["number"]).name == "个体工商户登记"
    stolen = {"version": version.public_number, "name": "窃取"}
    assert civil.post("/entry-templates/", stolen).status_code == 404
    assert civil.get(f"/entry-templates/{number}/").status_code == 404
    retired = market.post(f"/entry-templates/{number}/retire_template/", {})
    assert retired.json()["status"] == "RETIRED"
    again = market.post(f"/entry-templates/{number}/begin/", {"name": "再来"})
    assert (again.status_code, again.json()["code"]) == (409, "template-out-of-use")
    assert EntryTemplate.objects.count() == 1
