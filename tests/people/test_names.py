"""Keys of names: the bureau's order, searching, correcting by hand."""

import random

import pytest
from django.core.management import call_command

from lms.audit.models import Entry
from lms.people.models import User
from lms.people.services.keys import correct_keys, key_everybody, recompute_keys
from lms.people.services.names import (
    groups_of,
    keyed,
    name_keys,
    pinyin_of,
    split_name,
    stroke_key,
    strokes_of,
    table,
    unknown_characters,
)
from lms.people.services.staff import correct_person
from tests import factories

IN_ORDER = ["丁一", "于洋", "习文", "马六", "王伟", "文静", "田富", "田大利", "李四", "张三", "欧阳明", "单丽", "𬱖华",
            "曾红"]
READ = {
    "单丽": "shan li", "曾红": "zeng hong", "仇明": "qiu ming", "解放": "xie fang", "查理": "zha li", "区明": "ou ming",
    "朴志": "piao zhi", "尉迟恭": "yu chi gong", "万俟明": "mo qi ming", "欧阳明": "ou yang ming", "㐆明": "yin ming",
    "𬱖华": "di hua", "陈䶮": "chen yan", "阿依古丽·买买提": "a yi gu li mai mai ti", "吕丽": "lv li",
    "Anna Li": "anna li",
}


def test_the_order_of_strokes():
    mixed = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(mixed, key=stroke_key) == IN_ORDER


@pytest.mark.parametrize(("first", "then"), [
    ("欧明", "欧阳一"), ("王二", "王一一"), ("田富", "田大利"), ("李一", "李四"), ("曾红", "龘龘"),
])
def test_pairs_in_order(first, then):
    assert stroke_key(first) < stroke_key(then)


@pytest.mark.parametrize(("name", "pinyin"), READ.items())
def test_how_names_are_read(name, pinyin):
    assert pinyin_of(name) == pinyin
    keys = name_keys(name)
    assert keys["pinyin_initials"] == "".join(word[0] for word in pinyin.split())


def test_a_character_nobody_reads_is_not_lost():
    assert "\U0003134a" in pinyin_of("王\U0003134a")


def test_compound_surnames():
    assert split_name("欧阳明") == ("欧阳", "明")
    assert split_name("欧阳") == ("欧", "阳")
    assert split_name("阿依古丽·买买提")[0] == "阿"


def test_keys_hold_the_strokes_and_give_them_back():
    for name in [*IN_ORDER, "阿依古丽·买买提"]:
        groups = groups_of(name, stroke_key(name))
        assert groups == [strokes_of(character) for character in name.replace("·", "")]
        assert stroke_key(name, groups) == stroke_key(name)


def test_the_table_is_sound():
    assert len(table()) > 1000
    assert all(types and set(types) <= set("12345") for types in table().values())
    known = {"一": 1, "丁": 2, "马": 3, "王": 4, "田": 5, "刘": 6, "李": 7, "欧": 8, "赵": 9, "徐": 10, "黄": 11,
             "曾": 12}
    assert {one: len(strokes_of(one)) for one in known} == known


def test_unknown_characters_sort_last_and_are_named():
    assert stroke_key("龘龘") > stroke_key("瞿明")
    assert unknown_characters("王龘", stroke_key("王龘")) == "龘"
    assert unknown_characters("Anna Li", stroke_key("Anna Li")) == ""


def test_a_name_of_fifty_characters_fits(db):
    person = factories.person("鑫" * 50)
    keyed(person)
    person.save()
    assert len(User.objects.get(pk=person.pk).stroke_key) <= 500


def test_keys_follow_a_new_name_unless_set_by_hand(cast):
    correct_person(person=cast.learner, full_name="单丽", by=cast.hr)
    cast.learner.refresh_from_db()
    assert (cast.learner.pinyin, cast.learner.pinyin_initials) == ("shan li", "sl")
    correct_keys(person=cast.learner, pinyin="Dan  Li", groups=["43251112", "1254254"], by=cast.hr)
    correct_person(person=cast.learner, full_name="单莉", by=cast.hr)
    cast.learner.refresh_from_db()
    assert (cast.learner.full_name, cast.learner.pinyin, cast.learner.keys_by_hand) == ("单莉", "dan li", True)
    assert keyed(cast.learner) == []
    recompute_keys(person=cast.learner, by=cast.hr)
    cast.learner.refresh_from_db()
    assert (cast.learner.pinyin, cast.learner.keys_by_hand) == ("shan li", False)
    assert Entry.objects.filter(action="people.correct_keys").count() == 2


def test_keys_of_everybody(cast, capsys):
    User.objects.filter(pk=cast.head.pk).update(keys_by_hand=True, pinyin="by hand")
    call_command("key_names")
    assert capsys.readouterr().out.strip() == str(User.objects.count() - 1)
    assert set(User.objects.exclude(pk=cast.head.pk).values_list("stroke_key", flat=True)) & {""} == set()
    assert User.objects.get(pk=cast.head.pk).pinyin == "by hand"
    assert key_everybody() == 0
    User.objects.filter(pk=cast.learner.pk).update(stroke_key="")
    assert key_everybody(missing_only=True) == 1
