"""Acts in words, for whoever reads the log; an act without a word here shows its code."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "assessment.deadline": _("was closed at the deadline"),
    "assessment.handed_in": _("handed an exam in"),
    "assessment.mark": _("entered a mark"),
    "assessment.refused": _("was refused an assessment"),
    "assessment.start": _("began an assessment"),
    "assessment.take_over": _("took an assessment over on another device"),
    "audit.export": _("exported the log"),
    "curricula.assign": _("assigned a curriculum"),
    "curricula.close": _("closed an assignment"),
    "curricula.reopen": _("opened an assignment again"),
    "demo.load": _("loaded the demonstration"),
    "people.appoint_head": _("appointed a head of unit"),
    "people.assign_portfolio": _("changed a portfolio"),
    "people.change_password": _("changed the password"),
    "people.create_account": _("made an account"),
    "people.edit_account": _("changed an account"),
    "people.end_role": _("ended a role"),
    "people.end_service": _("recorded the end of service"),
    "people.grant_role": _("gave a role"),
    "people.import_roster": _("imported a roster"),
    "people.pause": _("recorded a pause"),
    "people.sign_in": _("signed in"),
    "people.sign_out": _("signed out"),
    "people.transfer": _("moved a person"),
    "reports.export": _("exported figures"),
    "reports.read_person": _("read a person's figures"),
    "reports.read_unit": _("read a unit's figures"),
    "reports.refused": _("was refused figures"),
    "reports.remind": _("sent a reminder"),
    "study.complete": _("completed a course"),
    "study.pass_lesson": _("passed a lesson"),
    "study.refused": _("was refused a lesson"),
    "transcript.read": _("read a transcript"),
}
RESULTS = {"ok": _("done"), "refused": _("refused"), "locked": _("locked out")}


def action_word(action: str) -> str:
    return str(ACTIONS.get(action, action))


def result_word(result: str) -> str:
    return str(RESULTS.get(result, result))
