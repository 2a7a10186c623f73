"""The form on screen: one labelled field a question, one button, one line that says what happened."""

from typing import Any

import ipywidgets

from juncture.lab.form import Form
from juncture.render.plain import visible

_WIDE = ipywidgets.Layout(width="100%", max_width="52rem")


def widget(form: Form, record: str) -> Any:
    """Return the form as a widget below the record's HTML; every change goes into the form, the button saves it."""
    status = ipywidgets.HTML(value="")
    button = ipywidgets.Button(description="Save answers", button_style="primary", tooltip=f"Write to {form.path.name}")
    fields = [_field(form, question) for question in form.questions]

    def pressed(_: Any) -> None:
        form.save()
        status.value = f'<p role="status">{_escaped(form.message)}</p>'

    button.on_click(pressed)
    return ipywidgets.VBox([ipywidgets.HTML(value=record), *fields, button, status], layout=_WIDE)


def _field(form: Form, question: Any) -> Any:
    # The tooltip is the field's accessible name: the text above is no label to a screen reader.
    label = ipywidgets.HTML(
        f"<p><strong>{_escaped(question.text)}</strong><br><small>{_escaped(question.asked_because)}</small></p>"
    )
    if question.choices:
        options = ["", *question.choices]
        given = next((choice for choice in question.choices if question.answer.startswith(choice)), "")
        entry: Any = ipywidgets.Dropdown(options=options, value=given, tooltip=question.text, layout=_WIDE)
    else:
        entry = ipywidgets.Textarea(
            value=question.answer, rows=2, placeholder=question.field, tooltip=question.text, layout=_WIDE
        )
    entry.observe(lambda change: form.answer(question.field, change["new"]), names="value")
    return ipywidgets.VBox([label, entry])


def _escaped(text: str) -> str:
    from html import escape  # noqa: PLC0415

    return escape(visible(text))
