"""Questions about discussions that read a page's worth."""

from lms.discussion.selectors.boards import BoardRow, boards_of, posts_under
from lms.discussion.selectors.office import Office, office_of_viewer
from lms.discussion.selectors.posts import (
    ANSWERS,
    PostRow,
    ThreadPage,
    board_page,
    my_threads,
    one_post,
    thread_page,
)

__all__ = [
    "ANSWERS",
    "BoardRow",
    "Office",
    "PostRow",
    "ThreadPage",
    "board_page",
    "boards_of",
    "my_threads",
    "office_of_viewer",
    "one_post",
    "posts_under",
    "thread_page",
]
