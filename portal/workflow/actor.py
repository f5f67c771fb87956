"""Who acts: for which department, through which interface; the system actor is explicit."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.statements import Numbers, whole
from portal.workflow.reading import once


class Interface(TextChoices):
    """The four interfaces, as the audit log names them."""

    ADMIN = "ADMIN", _("clerks' admin")
    PAGE = "PAGE", _("staff pages")
    API = "API", _("programming interface")
    JOB = "JOB", _("scheduled job")
    COMMAND = "COMMAND", _("management command")


class PeopleSource(Protocol):
    """What the gate asks about people; the departments domain answers."""

    def appointment_of(self, user_id: int, on: date) -> tuple[int | None, tuple[int, ...]]:
        """The department the user is appointed to on that day, or None; and his groups' ids."""

    def mandates_of(self, user_id: int, department_id: int, on: date) -> frozenset[str]:
        """The mandates the user holds for that department on that day, by object permission."""

    def groups_of(self, user_id: int, on: date) -> tuple[int, ...]:
        """Ids of the groups through which an appointed, active user holds grants."""


_people: list[PeopleSource] = []


def register_people(source: PeopleSource) -> None:
    """Let the domain that knows appointments answer for them; the last one registered counts."""
    _people[:] = [source]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or an application's account acting for a department, or the system by name.

    ``None`` never means the system: time acts as ``Actor.system("expire-agreements")`` and only
    on steps whose party is CLOCK.
    """

    interface: Interface
    user_id: int | None = None
    department_id: int | None = None
    client_id: int | None = None
    system_name: str = ""
    #: Groups read together with the appointment, for the length of one HTTP request.
    read_groups: tuple[int, ...] | None = None

    @classmethod
    def system(cls, name: str, interface: Interface = Interface.JOB) -> "Actor":
        """Time itself, under the name of the job that acts."""
        if not name:
            raise ValueError("a system actor has a name")
        return cls(interface=interface, system_name=name)

    @classmethod
    def person(
        cls,
        user_id: int,
        *,
        interface: Interface,
        on: date,
        client_id: int | None = None,
        keeps_groups: bool = False,
        appointment: tuple[int | None, tuple[int, ...]] | None = None,
    ) -> "Actor":
        """The user, for the department appointed to on that day (None: an outsider).

        :param keeps_groups: lists of this actor use the groups read now; for one HTTP request.
        :param appointment: department and groups, where they were read together with the token.
        """
        found = appointment or (None, ())
        if appointment is None and _people:
            asked = (user_id, on)
            found = once(("appointment", *asked), lambda: _people[0].appointment_of(*asked))
        return cls(
            interface=interface,
            user_id=user_id,
            department_id=found[0],
            client_id=client_id,
            read_groups=found[1] if keeps_groups else None,
        )

    @classmethod
    def of_statement(cls) -> "Actor":
        """Stands for whoever runs a statement of fixed shape, bound by ``bound()``.

        For querysets that ask an actor for his department and his groups and nothing else.
        """
        places: Any = {"department_id": whole("department_id"), "read_groups": Numbers("groups")}
        return cls(interface=Interface.API, user_id=0, **places)

    def bound(self, on: date) -> dict[str, Any]:
        """The values that take the places of ``of_statement()``."""
        return {"department_id": self.department_id, "groups": list(self.group_ids(on))}

    def recorded(self) -> dict[str, Any]:
        """What an audit event says of who acted."""
        return {
            "interface": self.interface,
            "actor_id": self.user_id,
            "client_id": self.client_id,
            "system_name": self.system_name,
            "department_id": self.department_id,
        }

    @property
    def is_system(self) -> bool:
        """Whether time acts."""
        return bool(self.system_name)

    def mandates(self, on: date) -> frozenset[str]:
        """The mandates held on that day; the gate reads them afresh at every act."""
        if self.user_id is None or self.department_id is None or not _people:
            return frozenset()
        asked = (self.user_id, self.department_id, on)
        return once(("mandates", *asked), lambda: _people[0].mandates_of(*asked))

    def group_ids(self, on: date) -> tuple[int, ...]:
        """The groups whose grants count for this actor on that day."""
        if self.user_id is None or not _people:
            return ()
        if self.read_groups is not None:
            return self.read_groups
        return _people[0].groups_of(self.user_id, on)
