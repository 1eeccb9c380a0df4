"""Study's words for templates."""

from django import template

from lms.study import words

register = template.Library()
register.filter("player_clock", words.clock)
