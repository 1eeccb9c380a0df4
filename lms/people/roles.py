"""The table of roles: who carries which permission in the content administration. Data only."""

from dataclasses import dataclass

EDITABLE = ("add", "change", "view")


def _models(app: str, *models: str, verbs: tuple[str, ...] = EDITABLE) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{model}" for model in models for verb in verbs)


ADMIN = "wagtailadmin.access_admin"
PICTURES = _models("wagtailimages", "image", verbs=("add", "change", "choose"))
DOCUMENTS = _models("wagtaildocs", "document", verbs=("add", "change", "choose"))
MEDIA = _models("wagtailmedia", "media", verbs=("add", "change"))


@dataclass(frozen=True)
class Role:
    """`permissions` hold everywhere; `page` verbs on the whole page tree; `collection` on every collection."""

    name: str
    group: str
    permissions: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    collection: tuple[str, ...] = ()


ROLES: tuple[Role, ...] = (
    Role(
        "hr", "HR officers",
        permissions=(
            ADMIN,
            *_models("people", "department", "departmentalias"),
            *_models("curricula", "curriculum"), "curricula.delete_curriculum",
            *_models("transcript", "creditrule", "credittarget"),
        ),
        page=("change", "publish"),
        collection=DOCUMENTS,
    ),
    Role("supervision", "Supervision office"),
    Role(
        "editor", "Course editors",
        permissions=(
            ADMIN,
            *_models("courses", "questionbank", "question", "assessment", "course"),
        ),
        page=("add", "change"),
        collection=(*PICTURES, *DOCUMENTS, *MEDIA),
    ),
    Role("leader", "Leaders", permissions=(ADMIN,), page=("change", "publish")),
    Role(
        "system_admin", "System administrators",
        permissions=(
            ADMIN,
            *_models("people", "user"),
            *_models("wagtailcore", "site"),
        ),
    ),
    Role("auditor", "Auditors", permissions=(ADMIN, "audit.view_entry")),
)

GROUP_OF: dict[str, str] = {role.name: role.group for role in ROLES}
