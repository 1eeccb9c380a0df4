"""A table to download and a picture to look at, so that every kind of block is in use."""

import io
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from lms.demo import files


def attach(code: str) -> list[tuple[str, Any]]:
    """What a lesson carries besides its text."""
    if code == "CIP-03-L3":
        return [("document", {"document": _late_fee_table(), "note": "填入欠缴数额和天数，自动算出滞纳金"})]
    if code == "CIP-09-L2":
        return [("image", _flow_chart())]
    return []


def _late_fee_table():
    """按日加收万分之五（社会保险法第八十六条）."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("滞纳金")
        page.set_column(0, 2, 16)
        page.write_row(0, 0, ["欠缴数额（元）", "欠缴天数", "滞纳金（元）"], book.add_format({"bold": True}))
        page.write_row(1, 0, [10000, 30])
        page.write_formula("C2", "=ROUND(A2*B2*0.0005,2)", None, 150)
    return get_document_model().objects.create(
        title="滞纳金计算表", file=ContentFile(buffer.getvalue(), name="late-fee.xlsx")
    )


def _flow_chart() -> dict[str, Any]:
    with (files.MEDIA / "flow-service.png").open("rb") as content:
        image = get_image_model().objects.create(
            title="限时办结流程", file=ImageFile(content, name="flow-service.png")
        )
    return {
        "image": image,
        "alt_text": "流程图：受理后，能办的立即办结；不能立即办的，说明理由，承诺时限，到期办结并回访。",
        "caption": "限时办结流程",
    }
