"""Words of the case's page."""

from django import template

from sky_portal.documents.inline import is_viewable

register = template.Library()
register.filter("is_viewable", is_viewable)
