"""Verifies Portress access tokens in Python: here, without asking anybody, and yet a sign-out is felt at once.

Two things are kept from the service: the keys that it publishes, and what it has revoked. The first is fetched when it is
needed. The second is told over one long answer, the revocation stream, which `follow()` reads for as long as the process lives.
"""

import asyncio
import json
import logging
import math
import random
import time
from datetime import datetime

import httpx
import jwt

log = logging.getLogger("portress")

# Fixed before a token is looked at (RFC 8725 §3.1). No HS256: whoever knows a public key could sign with it.
ALGORITHMS = {"ES256", "EdDSA", "RS256"}
CLAIMS = {"iss": str, "sub": str, "client_id": str, "sid": str, "gen": int, "epoch": int, "iat": int, "exp": int,
          "jti": str, "role": str, "amr": list, "auth_time": int}
LONGEST_TOKEN = 4096
LEEWAY_SECONDS = 5
KEYS_KEPT_SECONDS = 600
# Invented key ids must not turn this server into an attack on that one.
KEY_COOLDOWN_SECONDS = 60
PAUSE_AFTER_FAILURE_SECONDS = 1
# A heartbeat comes each second. Three without one, and the connection is dead, whatever TCP thinks of it.
STREAM_TIMEOUT = httpx.Timeout(5, read=3)


class Refusal(Exception):
    """Why a request is refused. `status`, `code` and `detail` may be shown to anybody; `__cause__` is for the log alone."""

    def __init__(self, status, code, detail):
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def invalid_token():
    return Refusal(401, "invalid_token", "The access token is not valid or has expired")


def unavailable(detail):
    # No 401: a client would take its session for ended, which is perhaps fine.
    return Refusal(503, "unavailable", detail)


class Keys:
    """The keys that the service publishes, by their `kid`."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.keys, self.fetched_at, self.failed_at = {}, -math.inf, -math.inf
        self.lock = asyncio.Lock()

    async def find(self, kid):
        async with self.lock:
            age = time.monotonic() - self.fetched_at
            if age > KEYS_KEPT_SECONDS or (kid not in self.keys and age > KEY_COOLDOWN_SECONDS):
                await self.fetch()
        if kid not in self.keys:
            raise invalid_token()
        return self.keys[kid]

    async def fetch(self):
        if time.monotonic() - self.failed_at < PAUSE_AFTER_FAILURE_SECONDS:
            raise unavailable("The keys of the authorization server cannot be fetched")
        try:
            answer = await self.client.get(self.url, timeout=5)
            answer.raise_for_status()
            usable = [key for key in answer.json()["keys"] if key.get("alg") in ALGORITHMS]
            # The key says by which algorithm it is used, not the token.
            self.keys = {key["kid"]: (jwt.PyJWK(key).key, key["alg"]) for key in usable}
        except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError, jwt.PyJWTError) as error:
            self.failed_at = time.monotonic()
            raise unavailable("The keys of the authorization server cannot be fetched") from error
        self.fetched_at = time.monotonic()


class Revocations:
    """What was ended, and until when a token that it concerns could be alive. An entry is dropped then."""

    def __init__(self):
        self.sessions, self.accounts, self.keys = {}, {}, {}
        self.sequence = None
        self.heard_at = -math.inf

    def apply(self, item):
        expires_at = datetime.fromisoformat(item["expires_at"]).timestamp()
        if item["kind"] == "session":
            self.sessions[item["id"]] = expires_at
        elif item["kind"] == "key":
            self.keys[item["id"]] = expires_at
        elif item["kind"] == "account":
            # Two ends of one account may come in any order: the larger epoch counts.
            epoch = math.inf if item.get("epoch") is None else item["epoch"]
            known_epoch, known_expiry = self.accounts.get(item["id"], (0, 0))
            self.accounts[item["id"]] = (max(epoch, known_epoch), max(expires_at, known_expiry))

    def concern(self, claims, kid):
        epoch, _ = self.accounts.get(claims["sub"], (0, 0))
        return claims["sid"] in self.sessions or claims["epoch"] < epoch or kid in self.keys

    def hear(self, kind, data):
        """Takes one event of the stream."""
        if kind == "snapshot":
            # Added to what is known, not put in its place: a node that lags behind must not undo what another one said.
            for item in data["items"]:
                self.apply(item)
            self.sequence = data["sequence"]
        elif kind == "revocation":
            self.apply(data)
            self.sequence = data["sequence"]
        elif kind == "heartbeat" and self.sequence is not None:
            if data["sequence"] < self.sequence:
                # A node that lags behind, or a database that was restored from a backup.
                self.sequence = None
                raise ValueError("the service knows less than it did: start over with a snapshot")
            # Everything up to there has been told: numbers may be left out, whose entries have expired.
            self.sequence = data["sequence"]
            self.drop_expired()
        if kind in ("snapshot", "heartbeat") and self.sequence is not None:
            self.heard_at = time.monotonic()

    def drop_expired(self):
        # Tokens are accepted a little after their end too.
        now = time.time() - LEEWAY_SECONDS
        self.sessions = {subject: expiry for subject, expiry in self.sessions.items() if expiry > now}
        self.keys = {subject: expiry for subject, expiry in self.keys.items() if expiry > now}
        self.accounts = {subject: entry for subject, entry in self.accounts.items() if entry[1] > now}


class AccessTokens:
    """Make one for the process, and run `follow()` beside it."""

    def __init__(self, issuer, audience, service_key, max_staleness_seconds=5, client=None):
        self.issuer, self.audience, self.service_key = issuer, audience, service_key
        self.max_staleness_seconds = max_staleness_seconds
        self.client = client or httpx.AsyncClient()
        self.keys = Keys(self.client, f"{issuer.rstrip('/')}/.well-known/jwks.json")
        self.revocations = Revocations()

    async def verify(self, token, accept_stale=False):
        """The claims of a good token.

        Raises a Refusal: 401 when it isn't good, 503 when nobody can say so now. `accept_stale` is for what may still be
        done for a few seconds, or minutes when the service is away, by somebody who was signed out.
        """
        kid, claims = await self.verify_signature(token)
        if self.revocations.concern(claims, kid):
            raise invalid_token()
        staleness = time.monotonic() - self.revocations.heard_at
        if staleness > self.max_staleness_seconds and not accept_stale:
            raise unavailable("What was revoked lately is not known here")
        return claims

    async def verify_signature(self, token):
        try:
            if len(token) > LONGEST_TOKEN:
                raise ValueError("too long")
            header = jwt.get_unverified_header(token)
            # Another kind of JWT of the same service is no access token (RFC 9068 §4); no `crit` is understood here.
            if str(header.get("typ")).lower() not in ("at+jwt", "application/at+jwt") or "crit" in header:
                raise ValueError("another kind of token")
            kid = header["kid"]
            key, algorithm = await self.keys.find(kid)
            claims = jwt.decode(token, key, algorithms=[algorithm], issuer=self.issuer, audience=self.audience,
                                leeway=LEEWAY_SECONDS, options={"require": [*CLAIMS, "aud"]})
            wrong = [name for name, kind in CLAIMS.items() if type(claims[name]) is not kind or claims[name] == ""]
            if wrong:
                raise ValueError(f"{wrong} have a wrong shape")
            return kid, claims
        except (jwt.PyJWTError, ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
            raise invalid_token() from error

    async def follow(self):
        """Keeps the revocations up to date until it is cancelled; a cut stream is taken up where it was left."""
        while True:
            try:
                await self.read_stream()
            except Exception as error:  # Whatever it was: a follower that has died would refuse everybody for good.
                log.warning("the revocation stream was cut: %r", error)
            # Not all servers at the same moment.
            await asyncio.sleep(random.uniform(0.1, 0.5))

    async def read_stream(self):
        headers = {"Authorization": f"Bearer {self.service_key}", "Accept": "text/event-stream"}
        if self.revocations.sequence is not None:
            headers["Last-Event-ID"] = str(self.revocations.sequence)
        url = f"{self.issuer.rstrip('/')}/api/revocations/stream"
        async with self.client.stream("GET", url, headers=headers, timeout=STREAM_TIMEOUT) as answer:
            answer.raise_for_status()
            async for kind, data in read_events(answer.aiter_lines()):
                self.revocations.hear(kind, data)


async def read_events(lines):
    """Server-sent events: (event, data) for each. Their ids stand in the data too, and comments say nothing."""
    kind, data = "message", []
    async for line in lines:
        name, _, value = line.rstrip("\r\n").partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            kind = value
        elif name == "data":
            data.append(value)
        elif line.strip("\r\n") == "":
            if data:
                yield kind, json.loads("\n".join(data))
            kind, data = "message", []
