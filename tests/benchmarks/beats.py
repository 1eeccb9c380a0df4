"""Beats as the player sends them."""

import json
import re

from django.test import Client
from django.urls import reverse


class Beats:
    """One visit to a lesson, with a rising sequence."""

    def __init__(self, client: Client, staff_no: str, course: str) -> None:
        self.client, self.seq = client, 0
        self.lesson_path = reverse("study:lesson", args=[course, f"{course}-L3"])
        page = client.get(self.lesson_path).content.decode()
        self.visit = re.search(r'data-visit="([^"]+)"', page).group(1)
        self.path = reverse("study:beat", args=[course, f"{course}-L3"])

    def send(self) -> None:
        self.seq += 1
        body = {"visit": self.visit, "seq": self.seq, "intervals": [[0, 0.001 * self.seq]], "position": 1}
        response = self.client.post(self.path, json.dumps(body), content_type="application/json")
        assert response.status_code == 200, response.content
