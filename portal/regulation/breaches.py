"""The liability lists: each breach of Arts 39 to 42, and the facts on record that propose one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.regulation import articles
from portal.regulation.articles import Citation
from portal.regulation.vocabulary import Party, RefusalGround


class Code(TextChoices):
    """违规情形, by article and item; A42 is one article without items."""

    A39_1 = "A39_1", _("directory not compiled or updated as required")
    A39_2 = "A39_2", _("sharing obstructed by conditions added without authority")
    A39_3 = "A39_3", _("source department not supported")
    A39_4 = "A39_4", _("answered or shared late without a justified reason")
    A39_5 = "A39_5", _("data not returned to the lower government")
    A39_6 = "A39_6", _("data not verified or corrected in time")
    A39_7 = "A39_7", _("service ended or changed without authority")
    A39_8 = "A39_8", _("exchange platform not brought into the national system")
    A39_9 = "A39_9", _("other breach by a providing department")
    A40_1 = "A40_1", _("data collected again that sharing supplies")
    A40_2 = "A40_2", _("shared data used beyond their scope or purpose")
    A40_3 = "A40_3", _("shared data given to a third party without authority")
    A40_4 = "A40_4", _("shared data not properly disposed of")
    A40_5 = "A40_5", _("records of use not kept as required")
    A40_6 = "A40_6", _("shared data not kept secure")
    A40_7 = "A40_7", _("other breach by a requesting department")
    A41_1 = "A41_1", _("source department not named as required")
    A41_2 = "A41_2", _("dispute not coordinated as required")
    A41_3 = "A41_3", _("other failure of a data-sharing authority")
    A42 = "A42", _("data leaked or sold, duty neglected or powers abused by officials")


@dataclass(frozen=True, slots=True)
class Kind:
    """One breach: where it stands, and the part in a matter of the department that answers for it.

    ``excused_by_reason``: it is none where there was a justified reason, so that whoever finds it
    says why there was none. ``party`` is None where no part in a matter makes one liable.
    """

    code: Code
    article: Citation
    party: Party | None
    excused_by_reason: bool = False


def _items(article: articles.Article, count: int, party: Party) -> list[Kind]:
    return [
        Kind(
            code=(code := Code(f"A{article.number}_{number}")),
            article=article.item(number),
            party=party,
            excused_by_reason=code is Code.A39_4,
        )
        for number in range(1, count + 1)
    ]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.code.value: kind
        for kind in (
            *_items(articles.A39, 9, Party.PROVIDER),
            *_items(articles.A40, 7, Party.REQUESTER),
            *_items(articles.A41, 3, Party.AUTHORITY),
            Kind(Code.A42, articles.A42, None),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of the audit chain that proposes a breach, never more: a person decides.

    ``when`` looks at what the event says besides its name.
    """

    event: str
    code: Code
    what: Any
    when: Callable[[Mapping[str, Any]], bool] = lambda _details: True


#: An incident is concluded once, and the answerable part in it says which list its fault is in.
INCIDENT_CLOSED: Final = "securityincident.close_incident"


def _is_fault_of(details: Mapping[str, Any], party: Party) -> bool:
    return details.get("fault") == "FOUND" and details.get("answerable") == party


#: In order of the codes. Where a code is missing the portal holds no fact of it: an officer
#: records what came to light. A late review falls under A41_3 by inference only.
FACTS: Final = (
    Fact(
        "updatetrigger.overdue",
        Code.A39_1,
        _("The period for updating the entry has lapsed."),
    ),
    Fact(
        "sharingrequest.consent_to_refuse",
        Code.A39_2,
        _("A request was refused because the conditions of use were said not to be met."),
        when=lambda details: details.get("ground") == RefusalGround.CONDITIONS_NOT_MET,
    ),
    Fact(
        "sharingrequest.condition_refused",
        Code.A39_2,
        _("A request was to be answered with a condition that the entry does not publish."),
    ),
    Fact(
        "sharingrequest.overdue",
        Code.A39_4,
        _("The period for answering the request has lapsed."),
    ),
    Fact(
        "provisiontask.overdue",
        Code.A39_4,
        _("The period for sharing the data agreed to has lapsed."),
    ),
    Fact(
        "correction.overdue",
        Code.A39_6,
        _("The period for verifying, correcting and reporting back has lapsed."),
    ),
    Fact(
        "platform.overdue",
        Code.A39_8,
        _("The day by which the platform was to join the national integrated system is over."),
    ),
    Fact(
        INCIDENT_CLOSED,
        Code.A39_9,
        _("A security incident was found to be the fault of the department that manages the data."),
        when=lambda details: _is_fault_of(details, Party.PROVIDER),
    ),
    Fact(
        "datacollection.declare_collection",
        Code.A40_1,
        _("A collection was declared of items that the directory offers already."),
        when=lambda details: bool(details.get("matching")),
    ),
    Fact(
        "sharingagreement.suspend",
        Code.A40_2,
        _("Sharing was suspended on facts of use beyond what was agreed."),
    ),
    Fact(
        "sharingagreement.overdue",
        Code.A40_4,
        _("The day set for disposing of the data is over."),
    ),
    Fact(
        "sharingagreement.use_unrecorded",
        Code.A40_5,
        _("The use of the data was never recorded."),
    ),
    Fact(
        INCIDENT_CLOSED,
        Code.A40_6,
        _("A security incident was found to be the fault of the department that uses the data."),
        when=lambda details: _is_fault_of(details, Party.REQUESTER),
    ),
    Fact(
        "emergencyrelease.find_unjustified",
        Code.A40_7,
        _("Data were released to the department in an emergency that was found not to justify it."),
    ),
    Fact(
        "entryversion.overdue",
        Code.A41_3,
        _("The period for reviewing the updated entry has lapsed."),
    ),
    Fact(
        "entrywithdrawal.overdue",
        Code.A41_3,
        _("The period for reviewing the withdrawal has lapsed."),
    ),
)
#: Event → its facts; at most one of them fits what the event says.
BY_EVENT: Final[Mapping[str, tuple[Fact, ...]]] = MappingProxyType(
    {name: tuple(fact for fact in FACTS if fact.event == name) for name in {f.event for f in FACTS}}
)


def proposed_by(event: str, details: Mapping[str, Any]) -> Code | None:
    """The breach that an event proposes; None: it proposes none."""
    fitting = (fact.code for fact in BY_EVENT.get(event, ()) if fact.when(details))
    return next(fitting, None)


def fact_of(event: str, code: str) -> Fact | None:
    """The fact by which an event proposed a breach that is now held to be of that code.

    Whoever finds one may name another item of the same article, and no other article.
    """
    same = of_same_article(code)
    return next((fact for fact in BY_EVENT.get(event, ()) if fact.code in same), None)


def of_same_article(code: str) -> tuple[str, ...]:
    """The codes among which an officer may name the item that was breached."""
    number = KINDS[code].article.number
    return tuple(kind.code.value for kind in KINDS.values() if kind.article.number == number)
