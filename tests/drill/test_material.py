"""What stands under a stem is shown in practice, and its pictures are for who practises."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.images import get_image_model

from courses.models import Question, QuestionBank
from tests.assessment.test_page_kinds import material_of
from tests.courses.test_uploads import picture
from tests.drill.conftest import give, opened

ASK = reverse("drill:question", args=["bank-P9"])


@pytest.fixture
def image(db):
    return get_image_model().objects.create(title="图", file=ContentFile(picture(), name="d.png"), width=4, height=4)


@pytest.fixture
def asked(image) -> Question:
    bank = QuestionBank.objects.create(code="P9", title="看图")
    two = [{"key": "A", "text": "甲"}, {"key": "B", "text": "乙"}]
    material = Question._meta.get_field("material").stream_block.to_python(material_of(image.pk))
    return Question.objects.create(bank=bank, code="P9-1", kind="single", stem="看图回答", options=two, answer=["A"],
                                   material=material)


def test_it_stands_under_the_stem_before_and_after_the_answer(cast, learner, asked):
    opened(asked.bank)
    given = give(cast.learner, asked, "B")
    for html in (learner.get(ASK).content.decode(),
                 learner.get(reverse("drill:answer", args=[given.pk])).content.decode()):
        assert 'alt="流程图"' in html
        assert "<td>三十日</td>" in html
        assert "<b>阅读材料</b>" in html


def test_its_picture_is_for_who_practises(cast, learner, asked, image):
    address = image.get_rendition("width-2").url
    assert learner.get(address).status_code == 404
    opened(asked.bank)
    assert learner.get(address).status_code == 200


def test_its_picture_stays_for_who_has_answered(cast, learner, sign_in, asked, image):
    address = image.get_rendition("width-2").url
    opened(asked.bank)
    give(cast.learner, asked, "B")
    type(asked.bank).objects.update(practice=False)
    assert learner.get(address).status_code == 200
    assert sign_in(cast.stranger).get(address).status_code == 404
