"""How a figure is rounded wherever it is printed, filed or counted on."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_TENTH = Decimal("0.1")


def to_a_tenth(value: Fraction) -> Decimal:
    """To a tenth, halves upward."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_TENTH, rounding=ROUND_HALF_UP)
