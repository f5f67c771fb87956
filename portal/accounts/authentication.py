"""Application systems by their OAuth2 tokens: who calls, and for which department."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, QuerySet, Subquery
from oauth2_provider.models import AccessToken

from portal.accounts.models import User
from portal.statements import Bound, Statement

_CLIENT = "application__api_client"
_appointment: list[Callable[[str, Bound], tuple[Subquery, Subquery]]] = []


def register_appointment(columns: Callable[[str, Bound], tuple[Subquery, Subquery]]) -> None:
    """Let the domain that knows appointments have them read with the token.

    :param columns: of the column that names a user, and the day: department and groups' ids.
    """
    _appointment[:] = [columns]


#: What is read of the token and of the account, by the names of their fields.
_TOKEN_FIELDS = ("id", "expires", "scope", "resource")
_USER_FIELDS = ("id", "username", "is_active", "is_service")


def _token() -> QuerySet[Any, Any]:
    """The token of that checksum, whose system is in service and whose account is open."""
    found = AccessToken.objects.filter(
        **{
            "token_checksum": Bound("checksum", CharField()),
            f"{_CLIENT}__is_active": True,
            f"{_CLIENT}__user__is_active": True,
        }
    )
    of_user = (f"{_CLIENT}__user__{name}" for name in _USER_FIELDS)
    appointment = _appointment[0](f"{_CLIENT}__user_id", Bound("day", DateField()))
    return found.values_list(*_TOKEN_FIELDS, *of_user, f"{_CLIENT}__id", *appointment)[:1]


_TOKEN = Statement(_token)


def find_token(text: str, *, on: date) -> tuple[User, AccessToken] | None:
    """The open account of the system in service that bears the token, and the token.

    The account knows its system, and the department and groups that are its own on that day.
    """
    checksum = hashlib.sha256(text.encode()).hexdigest()
    found = _TOKEN.first(checksum=checksum, day=on)
    if found is None:
        return None
    token = AccessToken.from_db("default", _TOKEN_FIELDS, found[:4])
    user = User.from_db("default", _USER_FIELDS, found[4:8])
    user.client_id_in_use, department_id, groups = found[8:]
    user.appointment_in_use = (department_id, tuple(groups))
    return user, token
