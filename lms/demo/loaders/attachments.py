"""A table, a picture, slides, a recording, a form, a checklist and a piece of work: every kind of block is in use."""

import io
import math
import wave
from array import array
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.services.media import keep_recording
from lms.demo import files

RATE = 8000  # samples a second
TONES = (("第一种：两声上行，请到窗口办理。", (660, 880)), ("第二种：一声低音，已经过号，请重新取号。", (330,)),
         ("第三种：三声短促，窗口暂停，请看大屏。", (988, 988, 988)))
SECONDS_EACH = 8


def attach(code: str) -> list[tuple[str, Any]]:
    """What a lesson carries besides its text."""
    makers = {
        "CIP-01-L3": _self_check, "CIP-03-L3": _late_fees, "CIP-09-L2": _flow_chart, "CIP-09-L3": _tones,
        "CIP-09-L4": _practice, "CIP-10-L3": _slides, "CIP-11-L4": _rebuilding,
    }
    return [makers[code]()] if code in makers else []


def _late_fees() -> tuple[str, Any]:
    return "document", {"document": _late_fee_table(), "note": "填入欠缴数额和天数，自动算出滞纳金"}


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


def _flow_chart() -> tuple[str, Any]:
    with (files.MEDIA / "flow-service.png").open("rb") as content:
        image = get_image_model().objects.create(
            title="限时办结流程", file=ImageFile(content, name="flow-service.png")
        )
    alt = "流程图：受理后，能办的立即办结；不能立即办的，说明理由，承诺时限，到期办结并回访。"
    return "image", {"image": image, "alt_text": alt, "caption": "限时办结流程"}


def _slides() -> tuple[str, Any]:
    content = ContentFile((files.MEDIA / "slides-cip-10.pdf").read_bytes(), name="slides-cip-10.pdf")
    document = get_document_model().objects.create(title="先审查，后公开（课件）", file=content)
    return "pages", {"document": document, "note": ""}


def _tones() -> tuple[str, Any]:
    """大厅叫号的三种提示音, made here: no voice, no outside material."""
    media = keep_recording(file=ContentFile(_wave(), name="tones.wav"), kind="audio", title="大厅叫号的三种提示音",
                           transcript="\n\n".join(words for words, _ in TONES))
    media.captions.save("tones.vtt", ContentFile(_cues().encode()), save=False)
    media.save()
    return "audio", {"media": media}


def _cues() -> str:
    clocks = [f"00:00:{second:02}.000" for second in range(0, SECONDS_EACH * (len(TONES) + 1), SECONDS_EACH)]
    cues = [f"{clocks[n]} --> {clocks[n + 1]}\n{words}" for n, (words, _) in enumerate(TONES)]
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def _wave() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _words, notes in TONES:
            file.writeframes(_phrase(notes).tobytes())
    return buffer.getvalue()


def _phrase(notes: tuple[int, ...]) -> array:
    """The notes after each other, a second and a half each, repeated once; then silence."""
    length = RATE * SECONDS_EACH
    samples = array("h", bytes(2 * length))
    step = RATE // 2 if len(notes) > 2 else RATE
    for number, pitch in enumerate((*notes, 0, *notes)):
        for place in range(step if pitch else 0):
            fade = math.exp(-4 * place / step)
            samples[number * step + place] = int(12000 * fade * math.sin(2 * math.pi * pitch * place / RATE))
    return samples


def _question(question: str, kind: str = "text", choices: str = "", *, required: bool = True) -> dict[str, Any]:
    return {"question": question, "kind": kind, "choices": choices, "required": required}


def _self_check() -> tuple[str, Any]:
    return "form", {
        "title": "四类问题自查表", "readers": "office",
        "intro": "一条问题写一件具体的事，一条措施写一个完成日期。确实没有问题的，写明依据。",
        "questions": [
            _question("大局意识：想问题、办事情是否从局部或个人角度出发？举一例，写出改进措施。"),
            _question("开拓创新意识：近一年学了哪些新理论、新业务？还缺哪一项？"),
            _question("纪律松弛：对照考勤和工作时间纪律，属于哪一种？", "one",
                      "没有\n偶有迟到早退\n做过与工作无关的事"),
            _question("主动性不够：有没有推拖、等靠的事项？计划哪天办结？"),
            _question("最先要改的是哪一类？", "any",
                      "大局意识\n开拓创新意识\n纪律松弛\n主动性不够", required=False),
        ],
    }


def _practice() -> tuple[str, Any]:
    return "checklist", {
        "title": "窗口实践清单", "intro": "在本人窗口实际做到，由科室负责人现场看过后确认。",
        "items": ["起身迎接，使用规范用语接待三位办事人", "一次性告知：开出一份完整的材料清单",
                  "不能当场办结的，说明理由并写下承诺日期", "独立答复一次投诉，并在两个工作日内回访"],
    }


def _rebuilding() -> tuple[str, Any]:
    return "hand_in", {
        "title": "流程优化方案", "takes": "either", "pass_mark": 60,
        "intro": "选本单位一项流程，画出现状，找出多余的环节，写出优化方案和一条量化的服务承诺。"
                 "一千字以内，或上传文件。",
    }
