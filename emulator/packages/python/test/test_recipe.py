"""The recipes that the guide shows (emulator/docs/tests.md)."""


def test_heals_a_link_whose_bank_asks_for_a_token(belvo):
    user = {"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid"}
    link = belvo.request("POST", "/api/links/", user).json()["id"]

    belvo.next("token_required", match={"operation": "retrieve"})
    asked = belvo.request("POST", "/api/accounts/", {"link": link})
    assert asked.status == 428

    answer = {"session": asked.json()[0]["session"], "link": link, "token": "111111"}
    belvo.request("PATCH", "/api/accounts/", answer)
    belvo.verify(method="PATCH", path="/api/accounts/", body={"link": link}, times={"exactly": 1})


def test_a_fork_has_a_life_of_its_own(belvo):
    belvo.request("POST", "/api/links/", {"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid"})
    copy = belvo.fork()
    belvo.request("DELETE", "/api/links/" + belvo.request("GET", "/api/links/").json()["results"][0]["id"] + "/")
    assert copy.request("GET", "/api/links/").json()["count"] == 1
