"""What people write for the public becomes HTML that can be trusted."""

import pytest

from sky_portal.ui.markdown import render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\nscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "<a href='javascript:alert(1)'>x</a>",
    "![x](javascript:alert(1))",
    '![x](https://example.org/x.png" onerror="alert(1))',
    "<svg/onload=alert(1)>",
    "<iframe src=https://example.org></iframe>",
    "<style>*{display:none}</style>",
    "<div style='position:fixed'>x</div>",
    '[x](https://example.org "onmouseover=alert(1) \\" x=\\"")',
    '<https://example.org/"onmouseover=alert(1)>',
    "`<script>alert(1)</script>`",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_attack_becomes_markup(text):
    html = render(text).lower()
    for tag in ("<script", "<img", "<svg", "<iframe", "<style", "<div"):
        assert tag not in html
    for start in html.split("<")[1:]:
        inside = start.split(">")[0]
        assert "javascript:" not in inside
        assert "data:" not in inside
        assert "vbscript:" not in inside
        assert not any(
            word.startswith(("on", "style=")) for word in inside.split(" ")[1:] if '"' not in word[:1]
        )


def test_headings_stand_below_the_page_s():
    assert render("# One\n\n###### Six") == "<h3>One</h3>\n<h6>Six</h6>\n"
    assert "<h2>One</h2>" in render("# One", below=1)


def test_the_highest_heading_stands_next_to_the_page_s_whatever_the_writer_began_with():
    assert render("### One\n\n#### Two") == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_links_outside_carry_no_referrer():
    html = render("[a](https://example.org) and <tel:0295000000>")
    assert 'rel="noopener noreferrer"' in html
    assert 'href="https://example.org"' in html


def test_lists_tables_and_emphasis_stay():
    html = render("1. **a**\n2. b\n\n| x | y |\n|---|---|\n| 1 | 2 |")
    assert "<ol>" in html
    assert "<strong>a</strong>" in html
    assert '<th scope="col">x</th>' in html


def test_raw_html_is_shown_as_text():
    assert "&lt;b&gt;" in render("<b>bold</b>")
