"""An IMAP server for tests: keeps letters with their flags, behind a certificate of its own making."""

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LOGIN = 'mail@lakeside "p@ss word"'


class PostOffice(socketserver.ThreadingTCPServer):
    """Letters by number, which of them were seen, and what clients asked. `encrypted`: from the start on."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate: Path, *, encrypted: bool) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.letters: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.asked: list[str] = []
        self.encrypted = encrypted
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Counter(socketserver.BaseRequestHandler):
    """One conversation by IMAP4rev1, as far as a client of ours needs it."""

    server: PostOffice

    def handle(self) -> None:
        if self.server.encrypted:
            self.encrypt()
        self.stream = self.request.makefile("rwb")
        self.say("* OK ready")
        while line := self.stream.readline().decode().rstrip("\r\n"):
            tag, _space, words = line.partition(" ")
            self.server.asked.append(words)
            verb = words.split()[0].upper()
            if verb == "STARTTLS":
                self.say(f"{tag} OK go on")
                self.encrypt()
                self.stream = self.request.makefile("rwb")
                continue
            refused = self.answer(verb, words)
            self.say(f"{tag} NO {refused}" if refused else f"{tag} OK {verb} done")
            if verb == "LOGOUT":
                return

    def encrypt(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)

    def answer(self, verb: str, words: str) -> str:
        """Says what is asked for; gives back why it is refused."""
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1" + ("" if self.server.encrypted else " STARTTLS"))
        elif verb == "LOGIN":
            return "" if words.partition(" ")[2] == LOGIN else "who is that?"
        elif verb == "SELECT":
            self.say(f"* {len(self.server.letters)} EXISTS")
        elif verb == "UID":
            self.letters(words.split(maxsplit=3)[1:])
        elif verb == "LOGOUT":
            self.say("* BYE")
        return ""

    def letters(self, words: list[str]) -> None:
        verb = words[0].upper()
        if verb == "SEARCH":
            unseen = sorted(self.server.letters.keys() - self.server.seen)
            self.say(" ".join(["* SEARCH", *map(str, unseen)]))
        elif verb == "FETCH":
            number, content = int(words[1]), self.server.letters[int(words[1])]
            self.say(f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}")
            self.stream.write(content + b")\r\n")
        elif verb == "STORE":
            self.server.seen.add(int(words[1]))

    def say(self, words: str) -> None:
        self.stream.write(f"{words}\r\n".encode())
        self.stream.flush()


def make_certificate(folder: Path) -> Path:
    """A key with a certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    path = folder / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@contextmanager
def post_office(certificate: Path, *, encrypted: bool) -> Iterator[PostOffice]:
    """Listens while the block runs."""
    with PostOffice(certificate, encrypted=encrypted) as office:
        Thread(target=office.serve_forever, daemon=True).start()
        try:
            yield office
        finally:
            office.shutdown()
