"""The table of roles: each role's names, rights, scope, what it may not be joined with, and its group. Data only.

The one table: groups, access, sign-in, the roles screen and docs/roles.md (`manage.py print_roles`) are made from it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

EDITABLE = ("add", "change", "view")


def _models(app: str, *models: str, verbs: tuple[str, ...] = EDITABLE) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{model}" for model in models for verb in verbs)


ADMIN = "wagtailadmin.access_admin"
PICTURES = _models("wagtailimages", "image", verbs=("add", "change", "choose"))
DOCUMENTS = _models("wagtaildocs", "document", verbs=("add", "change", "choose"))
MEDIA = _models("wagtailmedia", "media", verbs=("add", "change"))


class Reach(StrEnum):
    """Whose records a role reads, besides one's own."""

    NOBODY = "nobody"
    TREE = "own unit and below"
    PORTFOLIO = "portfolio"
    EVERYONE = "everyone"


@dataclass(frozen=True)
class Rights:
    """A row of the design's table: R read, W write, T totals only, a word where a letter does not say it."""

    own_record: Any = ""
    people: Any = ""
    scores: Any = ""
    assign: Any = ""
    key: Any = ""
    publish: Any = ""
    export: Any = ""
    settings: Any = ""
    log: Any = ""


COLUMNS: tuple[tuple[str, Any], ...] = (
    ("own_record", _("own record")), ("people", _("people in scope")), ("scores", _("scores in scope")),
    ("assign", _("assign, extend")), ("key", _("answer key, regrade")), ("publish", _("publish course")),
    ("export", _("export")), ("settings", _("settings")), ("log", _("audit log")),
)


@dataclass(frozen=True)
class Role:
    """`alone`: for an account without a post and without any other role. `may`: acts that need more than a letter.

    `permissions` hold everywhere; `page` verbs on the whole page tree; `collection` on every collection.
    """

    name: str
    label: Any
    chinese: str
    rights: Rights
    reach: Reach = Reach.NOBODY
    given: bool = True  # by name; otherwise it follows from a post, a headship, a portfolio
    alone: bool = False
    excludes: frozenset[str] = frozenset()
    expires: bool = False
    two_factor: bool = False
    may: frozenset[str] = frozenset()
    group: str = ""
    permissions: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()


ROLES: tuple[Role, ...] = (
    Role("learner", _("learner"), "学员", Rights(own_record="R", export=_("own form")), given=False),
    Role(
        "head", _("section head"), "科室负责人",
        Rights(own_record="R", people="R", scores="R", assign=_("propose"), export=_("own unit")),
        reach=Reach.TREE, given=False,
    ),
    Role(
        "leader", _("leader in charge"), "分管领导",
        Rights(own_record="R", people="R", scores="R", assign=_("approve extensions"), publish=_("final review"),
               export=_("portfolio")),
        reach=Reach.PORTFOLIO, given=False,
        group="Leaders", permissions=(ADMIN,), page=("change", "publish"),
    ),
    Role(
        "hr", _("HR officer"), "人事教育科",
        Rights(own_record="R", people="W", scores="R", assign="W", key=_("W, a second person confirms"),
               publish=_("second review"), export=_("all"), log=_("own acts")),
        reach=Reach.EVERYONE, excludes=frozenset({"supervision"}), two_factor=True,
        may=frozenset({"propose_key", "confirm_key"}),
        group="HR officers",
        permissions=(
            ADMIN,
            *_models("people", "department", "departmentalias"),
            *_models("people", "importrun", "act", verbs=("add", "view")),
            *_models("people", "posting", "headof", "portfolio", verbs=("change", "view")),
            "people.view_rolegrant",
            *_models("curricula", "curriculum", "tag", "programme", "goal"), "curricula.delete_curriculum",
            "curricula.change_curriculasettings",
            *_models("curricula", "changeover"), "curricula.delete_changeover",
            *_models("workdays", "holiday"), "workdays.delete_holiday",
            *_models("notices", "letter", verbs=("change", "view")),
            "notices.change_noticesettings", "supervision.change_supervisionsettings",
            "feedback.change_feedbacksettings", "discussion.change_discussionsettings",
            "assessment.change_markingsettings",
            *_models("transcript", "creditrule", "credittarget"),
            # A wrong key is corrected by a new version; then a regrade is opened (lms/assessment/regrading).
            *_models("courses", "questionbank", "question"),
        ),
        page=("change", "publish"),
        collection=DOCUMENTS,
    ),
    Role(
        "supervision", _("supervision office"), "纪检监察室",
        Rights(own_record="R", people="R", scores="R", assign=_("propose follow-up"), export=_("all, logged"), log="R"),
        reach=Reach.EVERYONE, excludes=frozenset({"hr"}),
        group="Supervision office",
    ),
    Role(
        "editor", _("course editor"), "课程编辑",
        Rights(own_record="R", key=_("W drafts"), publish=_("drafts")),
        may=frozenset({"propose_key"}),
        group="Course editors",
        permissions=(
            ADMIN,
            *_models("courses", "questionbank", "question", "assessment", "course", "law"),
        ),
        page=("add", "change"),
        collection=(*PICTURES, *DOCUMENTS, *MEDIA),
    ),
    Role(
        "county_admin", _("county administrator"), "县区管理员",
        Rights(own_record="R", people="W", scores="R", assign=_("propose"), export=_("own bureau")),
        reach=Reach.TREE,
    ),
    Role(
        "system_admin", _("system administrator"), "系统管理员", Rights(settings="W"),
        alone=True, two_factor=True,
        group="System administrators",
        permissions=(
            ADMIN,
            *_models("people", "user"),
            *_models("wagtailcore", "site"),
            "people.change_peoplesettings",
        ),
    ),
    Role(
        "security_admin", _("security administrator"), "安全管理员", Rights(settings=_("roles, locks")),
        alone=True, two_factor=True, may=frozenset({"give_roles"}),
        group="Security administrators",
        permissions=(ADMIN, *_models("people", "rolegrant")),
    ),
    Role(
        "auditor", _("auditor"), "审计管理员", Rights(export=_("logs"), log="R"),
        alone=True, two_factor=True,
        group="Auditors", permissions=(ADMIN, "audit.view_entry"),
    ),
    Role(
        "inspector", _("inspector"), "督查账号", Rights(people="T", scores="T"),
        alone=True, expires=True,
    ),
)

BY_NAME: dict[str, Role] = {role.name: role for role in ROLES}
GROUP_OF: dict[str, str] = {role.name: role.group for role in ROLES if role.group}
# What may not be joined with a role in one account; it holds both ways.
EXCLUDED: dict[str, frozenset[str]] = {
    role.name: frozenset(
        other.name for other in ROLES
        if other != role and (role.alone or other.alone or other.name in role.excludes or role.name in other.excludes)
    )
    for role in ROLES
}
