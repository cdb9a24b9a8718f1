"""Walks a Heimdall link's life by the library named in the first argument; the second is a secret id."""
import base64
import json
import sys
import urllib.error
import urllib.request

BASE = "https://sandbox.belvo.com"
library, secret_id = sys.argv[1:]


def by_requests(method, url, body=None):
    import requests

    answer = requests.request(method, url, json=body, auth=(secret_id, "password"))
    return answer.status_code, answer.json()


def by_urllib(method, url, body=None):
    keys = base64.b64encode(f"{secret_id}:password".encode()).decode()
    request = urllib.request.Request(
        url,
        method=method,
        data=body and json.dumps(body).encode(),
        headers={"Authorization": "Basic " + keys, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


ask = {"python-requests": by_requests, "python-urllib": by_urllib}[library]

status, link = ask(
    "POST",
    BASE + "/api/links/",
    {"institution": "heimdall_mx_retail", "username": "user_valid", "password": "pass_valid"},
)
assert status == 201, link
status, refused = ask("POST", BASE + "/api/accounts/", {"link": link["id"]})
assert status == 428, refused
status, waiting = ask("GET", BASE + "/api/links/?status=token_required")
assert waiting["results"][0]["id"] == link["id"], waiting
status, healed = ask(
    "PATCH",
    BASE + "/api/links/",
    {"session": refused[0]["session"], "link": link["id"], "token": "111111"},
)
assert (status, healed["status"]) == (200, "valid"), healed

walked, following = 0, BASE + "/api/institutions/?page_size=7"
while following:
    assert following.startswith(BASE + "/"), following
    status, page = ask("GET", following)
    walked += len(page["results"])
    following = page["next"]
print(f"walked {walked} institutions")
