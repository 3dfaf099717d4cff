"""Forms: label, help, control, error, in this order, and named to screen readers."""

from django import forms

from core.pages.specimens import SpecimenForm, specimen_form
from core.widgets import FilesDrop, SearchSelect


def test_order_of_a_field() -> None:
    html = specimen_form()["force"].as_field_group()
    order = [html.index(part) for part in ("<label", "_helptext", "<input", "_error")]
    assert html.index('<div class="help"') < html.index("<input") < html.index('<p class="error"')
    assert order[0] == min(order)


def test_error_and_help_are_announced_with_the_control() -> None:
    html = specimen_form()["force"].as_field_group()
    assert 'aria-describedby="id_force_helptext id_force_error"' in html
    assert 'id="id_force_error"' in html
    assert 'aria-invalid="true"' in html


def test_an_optional_field_says_so() -> None:
    form = SpecimenForm()
    assert "optional" in form["serial"].as_field_group()
    assert "optional" not in form["description"].as_field_group()


def test_the_zone_stands_beside_the_time_and_is_announced() -> None:
    html = SpecimenForm()["due"].as_field_group()
    assert '<span class="help" id="id_due_zone">Chicago time</span>' in html
    assert 'aria-describedby="id_due_zone"' in html


def test_a_group_of_choices_is_a_fieldset() -> None:
    html = SpecimenForm()["audience"].as_field_group()
    assert "<legend>Who sees it</legend>" in html
    assert html.count('type="radio"') == 2
    assert 'class="input"' not in html


def test_a_unit_stands_inside_the_frame() -> None:
    html = SpecimenForm()["limit"].as_field_group()
    assert '<div class="affix">' in html
    assert "<span>USD</span>" in html
    assert 'class="input"' not in html


def test_select_with_search_is_a_select_first() -> None:
    class Assign(forms.Form):
        vendor = forms.ChoiceField(choices=[("1", "Halsted")], widget=SearchSelect(url="/vendors/options/"))

    html = str(Assign())
    assert '<select name="vendor" data-combobox="/vendors/options/"' in html
    assert "Halsted" in html


def test_files_may_be_dropped_by_the_dozen() -> None:
    class Attach(forms.Form):
        # The name of a field, where the stubs see the form's own `files`.
        files = forms.FileField(widget=FilesDrop(limits="25 MB each", camera=True))  # type: ignore[assignment]

    html = str(Attach())
    assert "multiple" in html
    assert 'capture="environment"' in html
    assert "25 MB each" in html


def test_a_whole_form_lists_what_stops_it() -> None:
    html = str(specimen_form())
    assert "What you typed is kept" in html
    assert '<a href="#id_force">Door force</a>' in html
