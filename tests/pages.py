"""A person at the pages: opens one, reads its forms as a browser does, fills one in and sends it.

What the page put into a form (hidden marks, what is stored, what is ticked) goes along; only what is
named is changed. So a test says what the person typed, and no more.
"""

from typing import Any

import lxml.html
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


class Desk:
    """A signed-in person's browser without scripts."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, name: str, /, *args: Any) -> Any:
        """The page as a tree; it must open."""
        answer = self.client.get(self._address(name, *args))
        assert answer.status_code == 200, (name, args, answer.status_code)
        return lxml.html.fromstring(answer.content.decode())

    def fill(self, name: str, /, *args: Any, expect: int = 302, **typed: Any) -> HttpResponse:
        """Opens the page, types into the form that has these fields, and sends it to where it goes."""
        page = self.open(name, *args)
        form = self._form_with(page, typed)
        data = self._values(form)
        data.update({key: value for key, value in typed.items() if value is not None})
        for key in [key for key, value in typed.items() if value is None]:
            data.pop(key, None)
        action = form.get("action") or self._address(name, *args)
        answer = self.client.post(action, data)
        assert answer.status_code == expect, (name, args, answer.status_code, told(answer))
        return answer

    def press(self, name: str, /, *args: Any, page: tuple[Any, ...], **typed: Any) -> HttpResponse:
        """Presses the button on `page` whose form goes to the address."""
        address = self._address(name, *args)
        forms = [form for form in self.open(*page).forms if form.get("action") == address]
        assert forms, f"no button for {address}"
        answer = self.client.post(address, self._values(forms[0]) | typed)
        assert answer.status_code == 302, (address, answer.status_code, told(answer))
        return answer

    def _address(self, name: str, *args: Any) -> str:
        return name if name.startswith("/") else reverse(name, args=args)

    def _form_with(self, page: Any, typed: dict[str, Any]) -> Any:
        forms = [form for form in page.xpath("//main//form") if form.method.lower() == "post"]
        for form in forms:
            # A tick that is not set is no value of the form, but it is a field of it.
            if set(typed) <= set(form.fields.keys()):
                return form
        fields = [sorted(form.fields.keys()) for form in forms]
        raise AssertionError(f"no form with {sorted(typed)}; there are {fields}")

    def _values(self, form: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in form.form_values():
            found.setdefault(key, []).append(value)
        # lxml takes a ticked value of nothing for "on".
        for empty in form.xpath(".//input[@type='radio' and @checked and @value='']"):
            found[empty.name] = [""]
        return {key: values if len(values) > 1 else values[0] for key, values in found.items()}


def told(answer: HttpResponse) -> list[str]:
    """The errors on a page, in words."""
    if not answer.content:
        return []
    page = lxml.html.fromstring(answer.content.decode())
    found = page.xpath("//*[@role='alert']//li | //*[@role='alert']//p | //*[contains(@class, 'error')]")
    return [" ".join(one.text_content().split()) for one in found]


def texts(name: str, fi: str, sv: str = "", en: str = "") -> dict[str, str]:
    """A text in the portal's languages as its inputs are called."""
    return {f"{name}_fi": fi, f"{name}_sv": sv or f"{fi} (sv)", f"{name}_en": en}


def at(name: str, day: str, time: str) -> dict[str, str]:
    """A moment as its inputs are called."""
    return {f"{name}-day": day, f"{name}-time": time}
