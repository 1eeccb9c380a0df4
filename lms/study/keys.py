"""The name of a completion in the rooms below: its hours, its certificate and its notice carry it."""


def source_key(cycle: str, course_code: str, staff_no: str) -> str:
    return f"study/{cycle}/{course_code}/{staff_no}"
