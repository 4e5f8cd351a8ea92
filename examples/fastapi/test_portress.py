"""python3 -m unittest: what portress.py refuses, without any server."""

import asyncio
import base64
import json
import time
import unittest

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portress import AccessTokens, Refusal, read_events

ISSUER, AUDIENCE = "https://id.example/accounts", "https://api.example"
KEY = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def in_base64url(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def jwk_of(key, kid):
    numbers = key.public_key().public_numbers()
    x, y = (in_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid, "x": x, "y": y}


def sign(changes=None, headers=None, key=KEY, algorithm="ES256"):
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "anna", "client_id": "portress", "sid": "phone", "gen": 1, "epoch": 3,
              "iat": now, "exp": now + 900, "jti": "one", "role": "user", "amr": ["pwd"], "auth_time": now, **(changes or {})}
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key, algorithm, {"typ": "at+jwt", "kid": "first", **(headers or {})})


def revoked(kind, subject, epoch=None, lives=900, sequence=8):
    expires_at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + lives))
    return {"sequence": sequence, "kind": kind, "id": subject, "revoked_at": expires_at, "expires_at": expires_at, "epoch": epoch}


class Verifying(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.asked, self.published, self.status = [], [jwk_of(KEY, "first")], 200
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        self.tokens = AccessTokens(ISSUER, AUDIENCE, "psk_example", client=self.client)
        self.hear("snapshot", {"sequence": 7, "items": []})

    def answer(self, request):
        self.asked.append(str(request.url))
        return httpx.Response(self.status, json={"keys": self.published})

    def hear(self, kind, data):
        self.tokens.revocations.hear(kind, data)

    async def refused(self, token, status=401, **options):
        with self.assertRaises(Refusal) as caught:
            await self.tokens.verify(token, **options)
        self.assertEqual(caught.exception.status, status)

    async def test_a_good_token_is_accepted_and_its_keys_are_fetched_once(self):
        for _ in range(3):
            self.assertEqual((await self.tokens.verify(sign()))["sub"], "anna")
        self.assertEqual(self.asked, [f"{ISSUER}/.well-known/jwks.json"])

    async def test_d1_another_type_is_refused(self):
        for kind in ("JWT", "rt+jwt", "", "at+jwt+x"):
            await self.refused(sign(headers={"typ": kind}))

    async def test_d2_no_signature_and_hmac_with_the_public_key_are_refused(self):
        payload = sign().split(".")[1]
        for algorithm in ("none", "None", "NONE"):
            header = in_base64url(json.dumps({"alg": algorithm, "typ": "at+jwt", "kid": "first"}).encode())
            await self.refused(f"{header}.{payload}.")
        for secret in (PEM, json.dumps(self.published[0]).encode()):
            header = in_base64url(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": "first"}).encode())
            signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(f"{header}.{payload}".encode(), secret)
            await self.refused(f"{header}.{payload}.{in_base64url(signature)}")

    async def test_d3_a_key_that_the_token_brings_along_is_not_used(self):
        mine = ec.generate_private_key(ec.SECP256R1())
        for headers in ({"jwk": jwk_of(mine, "mine")}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example"}):
            await self.refused(sign(headers={**headers, "kid": "mine"}, key=mine))
            await self.refused(sign(headers=headers, key=mine))
        self.assertEqual(set(self.asked), {f"{ISSUER}/.well-known/jwks.json"})

    async def test_d4_unknown_key_ids_cost_one_request_a_minute(self):
        await asyncio.gather(*(self.refused(sign(headers={"kid": f"invented-{number}"})) for number in range(50)))
        self.assertEqual(len(self.asked), 1)
        self.published.append(jwk_of(KEY, "second"))
        await self.refused(sign(headers={"kid": "second"}))
        self.tokens.keys.fetched_at -= 61
        self.assertEqual((await self.tokens.verify(sign(headers={"kid": "second"})))["sid"], "phone")
        self.assertEqual(len(self.asked), 2)

    async def test_another_issuer_or_audience_is_refused(self):
        for changes in ({"iss": "https://id.example"}, {"aud": "https://other.example"}, {"aud": [ISSUER]}, {"iss": None}):
            await self.refused(sign(changes))

    async def test_an_expired_token_is_refused_and_one_from_the_future_too(self):
        now = int(time.time())
        await self.refused(sign({"exp": now - 10}))
        await self.refused(sign({"iat": now + 60}))
        self.assertTrue(await self.tokens.verify(sign({"exp": now - 2})))

    async def test_each_claim_is_there_in_its_shape(self):
        for name in ("sub", "client_id", "sid", "gen", "epoch", "iat", "exp", "jti", "role", "amr", "auth_time"):
            await self.refused(sign({name: None}))
        for changes in ({"sid": ""}, {"epoch": "3"}, {"epoch": True}, {"role": ["admin"]}, {"exp": 1e308}):
            await self.refused(sign(changes))

    async def test_what_is_no_token_is_refused(self):
        deep = in_base64url(b'{"a":' + b"[" * 2000)
        for token in ("", "a", "a.b.c", "..", "é.é.é", f"{deep}.e30.x", "a" * 5000, sign(headers={"crit": ["exp"]})):
            await self.refused(token)

    async def test_a_revoked_session_account_or_key_is_refused(self):
        items = [("session", "phone", None), ("account", "anna", 4), ("account", "anna", None), ("key", "first", None)]
        for number, (kind, subject, epoch) in enumerate(items, start=8):
            self.setUp()
            self.assertTrue(await self.tokens.verify(sign()))
            self.hear("revocation", revoked(kind, subject, epoch, sequence=number))
            await self.refused(sign())
            await self.refused(sign(), accept_stale=True)

    async def test_only_a_smaller_epoch_is_refused_and_the_larger_end_counts(self):
        self.hear("revocation", revoked("account", "anna", 3, sequence=8))
        self.assertTrue(await self.tokens.verify(sign()))
        self.hear("revocation", revoked("account", "anna", 5, sequence=9))
        self.hear("revocation", revoked("account", "anna", 2, sequence=10))
        await self.refused(sign({"epoch": 4}))
        self.assertTrue(await self.tokens.verify(sign({"epoch": 5})))

    async def test_a_snapshot_adds_to_what_is_known(self):
        self.hear("revocation", revoked("session", "phone", sequence=8))
        self.hear("snapshot", {"sequence": 7, "items": [revoked("session", "laptop")]})
        await self.refused(sign())
        await self.refused(sign({"sid": "laptop"}))

    async def test_what_can_concern_no_token_any_more_is_dropped(self):
        self.hear("revocation", revoked("session", "phone", lives=-10, sequence=8))
        self.hear("revocation", revoked("session", "laptop", sequence=9))
        self.hear("heartbeat", {"sequence": 9})
        self.assertEqual(list(self.tokens.revocations.sessions), ["laptop"])

    async def test_nobody_is_admitted_while_nobody_knows_what_was_revoked(self):
        self.tokens.revocations.heard_at -= 6
        await self.refused(sign(), 503)
        self.assertTrue(await self.tokens.verify(sign(), accept_stale=True))
        await self.refused(sign({"aud": "https://other.example"}), 401)
        self.hear("heartbeat", {"sequence": 7})
        self.assertTrue(await self.tokens.verify(sign()))
        unheard = AccessTokens(ISSUER, AUDIENCE, "psk_example", client=self.client)
        unheard.revocations.hear("heartbeat", {"sequence": 7})
        with self.assertRaises(Refusal):
            await unheard.verify(sign())

    async def test_a_heartbeat_that_knows_less_starts_over_and_one_that_knows_more_is_believed(self):
        self.hear("heartbeat", {"sequence": 9})
        self.assertEqual(self.tokens.revocations.sequence, 9)
        with self.assertRaises(ValueError):
            self.hear("heartbeat", {"sequence": 8})
        self.assertIsNone(self.tokens.revocations.sequence)

    async def test_keys_that_cannot_be_fetched_are_503(self):
        self.status = 500
        await self.refused(sign(), 503)
        await self.refused(sign(), 503)
        self.assertEqual(len(self.asked), 1)

    async def test_a_cut_stream_is_taken_up_where_it_was_left(self):
        asked = []

        def stream(request):
            asked.append(request.headers.get("last-event-id"))
            event = 'event: revocation\nid: 9\ndata: ' + json.dumps(revoked("session", "phone", sequence=9)) + "\n\n"
            return httpx.Response(200 if len(asked) < 3 else 503, text=event)

        self.tokens.client = httpx.AsyncClient(transport=httpx.MockTransport(stream))
        follower = asyncio.create_task(self.tokens.follow())
        while len(asked) < 4:
            await asyncio.sleep(0.05)
        follower.cancel()
        self.assertEqual(asked[:3], ["7", "9", "9"])
        await self.refused(sign())

    async def test_events_are_read_line_by_line(self):
        async def lines():
            for line in (": comment", "event: snapshot", "data: {", 'data: "a": 1}', "", "id: 5", "data:2", "", "data: cut"):
                yield line

        self.assertEqual([event async for event in read_events(lines())], [("snapshot", {"a": 1}), ("message", 2)])


if __name__ == "__main__":
    unittest.main()
