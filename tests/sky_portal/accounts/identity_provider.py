"""A small OpenID Connect provider on loopback: discovery, authorisation, token, userinfo, keys."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "sky-portal", "a shared secret"


class IdentityProvider:
    """Identifies whoever `person` says; codes work once and only with their PKCE verifier."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, {k: v[0] for k, v in parse_qs(body).items()})

            def log_message(self, *args: Any) -> None:
                pass

        return Handler

    def answer(self, request: Any, form: dict[str, str]) -> None:
        address = urlsplit(request.path)
        query = {k: v[0] for k, v in parse_qs(address.query).items()}
        if address.path == "/authorize":
            return self._redirect(request, query)
        pages = {
            "/.well-known/openid-configuration": self._discovery,
            "/token": lambda: self._token(form),
            "/userinfo": lambda: self.person,
            "/keys": self._keys,
        }
        found = pages[address.path]()
        body = json.dumps(found).encode()
        request.send_response(400 if "error" in found else 200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _redirect(self, request: Any, query: dict[str, str]) -> None:
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        request.send_response(302)
        back = urlencode({"code": code, "state": query["state"]})
        request.send_header("Location", f"{query['redirect_uri']}?{back}")
        request.end_headers()

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def _token(self, form: dict[str, str]) -> dict[str, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET:
            return {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {**self.person, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": token}
