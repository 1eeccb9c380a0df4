"""Parts of pages that are drawn once."""

from dataclasses import dataclass

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from lms.common.templatetags import remembered

PART = Template("{% load remembered %}{% remembered 'lms/partials/menu.html' name=name unit=unit %}")


@dataclass(frozen=True)
class Named:
    name: str


def draw(**values):
    return PART.render(Context(values))


@pytest.fixture(autouse=True)
def nothing_known():
    remembered._drawn.cache_clear()


def test_the_same_values_are_drawn_once():
    assert draw(name="甲", unit="一科") == draw(name="甲", unit="一科")
    assert remembered._drawn.cache_info().misses == 1


def test_another_value_or_language_is_drawn_anew():
    first = draw(name="甲", unit="一科")
    assert "乙" in draw(name="乙", unit="一科")
    with translation.override("en"):
        assert "Sign out" in draw(name="甲", unit="一科")
    assert "Sign out" not in first


def test_values_are_escaped():
    assert "<b>" not in draw(name="<b>", unit="")


def test_a_lazy_value_counts_as_what_it_stands_for():
    draw(name="甲", unit=SimpleLazyObject(lambda: "一科"))
    assert "二科" in draw(name="甲", unit=SimpleLazyObject(lambda: "二科"))
    draw(name="甲", unit="一科")
    assert remembered._drawn.cache_info().misses == 2


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(TypeError):
        draw(name=["甲"], unit="")
