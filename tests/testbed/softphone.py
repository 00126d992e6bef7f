"""A SIP phone for tests: registers, calls, answers by itself or when told, hangs up, hears tones.

Plain UDP, one codec, no sound card; one process runs dozens of them.

    async with Softphone("6001", server=exchange.server, secret=exchange.phone_secret) as desk:
        await desk.register()
        call = await desk.wait_call()
        call.answer()
        await call.wait_hears(700)
"""

import asyncio
import contextlib
import secrets
import time
from typing import Final

from tests.testbed.sip_call import Call
from tests.testbed.sip_message import (
    ALLOW,
    Header,
    SipMessage,
    authorization,
    compose,
    new_branch,
    tag_of,
    uri_of,
    user_of,
)
from tests.testbed.sip_socket import ANSWER_S, REMEMBERED, SipSocket

INVITE_S: Final = 600.0
WITHHELD_FROM: Final = "sip:anonymous@anonymous.invalid"


class NotRegistered(Exception):
    """The exchange did not take the registration."""


class Softphone:
    """One phone, or the carrier's end of the trunk when it has no secret.

    With `answers_after_s` it picks up by itself after so many seconds; with `obeys` it picks up
    when the exchange tells it to.
    """

    def __init__(
        self,
        user: str,
        *,
        server: tuple[str, int],
        secret: str = "",
        ip: str = "127.0.0.1",
        hertz: int = 0,
        answers_after_s: float | None = None,
        obeys: bool = True,
    ) -> None:
        self.user = user
        self.ip = ip
        self.hertz = hertz
        self.answers_after_s = answers_after_s
        self.obeys = obeys
        self.calls: dict[str, Call] = {}
        self._server = server
        self._secret = secret
        self._socket = SipSocket(server, self._take_request)
        self._incoming: asyncio.Queue[Call] = asyncio.Queue(REMEMBERED)
        self._registration = (secrets.token_hex(8), secrets.token_hex(6))
        self._registrations = 0
        self._looked_for = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Softphone":
        await self._socket.open(self.ip)
        return self

    async def __aexit__(self, *_reason: object) -> None:
        for call in list(self.calls.values()):
            with contextlib.suppress(TimeoutError):
                await call.hang_up()
            call.enter("ended")
        self.vanish()

    def vanish(self) -> None:
        """Be gone without a word, as a phone is whose cable was pulled."""
        for task in self._tasks:
            task.cancel()
        self._socket.close()

    async def register(self, *, expires_s: int = 300) -> None:
        """Tell the exchange where this phone is, and wait until it has looked whether it is so."""
        uri = f"sip:{self._server[0]}:{self._server[1]}"
        me = f"<sip:{self.user}@{self._server[0]}>"
        call_id, tag = self._registration
        proof: list[Header] = []
        for _ in range(2):
            self._registrations += 1
            branch = new_branch()
            headers = [
                self._socket.via(self.ip, branch),
                ("Max-Forwards", "70"),
                ("From", f"{me};tag={tag}"),
                ("To", me),
                ("Call-ID", call_id),
                ("CSeq", f"{self._registrations} REGISTER"),
                self._contact(),
                ("Expires", str(expires_s)),
                *proof,
            ]
            answer = await self._socket.ask(compose(f"REGISTER {uri} SIP/2.0", headers), branch)
            if answer.status == 200:
                await self._wait_known(expires_s)
                return
            if answer.status == 401:
                proof = [("Authorization", self._prove(answer, "REGISTER", uri))]
        raise NotRegistered(f"{self.user}: {answer.status}")

    async def _wait_known(self, expires_s: int) -> None:
        if expires_s > 0:
            async with asyncio.timeout(ANSWER_S):
                await self._looked_for.wait()

    async def unregister(self) -> None:
        """Tell the exchange that this phone is gone."""
        await self.register(expires_s=0)

    async def dial(self, number: str, *, ani: str | None = None, name: str = "") -> Call:
        """Call a number; the carrier's end shows `ani`, or withholds it when that is None."""
        call = Call(self, f"{secrets.token_hex(8)}@{self.ip}", outgoing=True, hertz=self.hertz)
        await call.open_voice()
        if not self._secret:
            call.local_uri = WITHHELD_FROM if ani is None else f"sip:{ani}@{self.ip}"
            call.local_name = '"Anonymous" ' if ani is None else (f'"{name}" ' if name else "")
        call.remote_uri = f"sip:{number}@{self._server[0]}:{self._server[1]}"
        call.remote_target = call.remote_uri
        self.calls[call.id] = call
        self._keep(asyncio.get_running_loop().create_task(self._invite(call)))
        await asyncio.sleep(0)  # the task begins: the INVITE is on the wire when this returns
        return call

    async def wait_call(self, *, within: float = 5.0) -> Call:
        """Wait for the next call that comes in and is not over yet."""
        try:
            async with asyncio.timeout(within):
                while True:
                    call = await self._incoming.get()
                    if call.state != "ended":
                        return call
        except TimeoutError:
            raise TimeoutError(f"{self.user}: no call came") from None

    # What a call asks of its phone.

    def pick_up(self, call: Call) -> None:
        """Answer a call that came in."""
        if call.invite is not None:
            self._reply(call.invite, 200, call=call, body=call.describe_voice())
            call.enter("up")

    async def release(self, call: Call) -> None:
        """End a call, whatever its state."""
        if call.state == "up":
            await self._request("BYE", call)
            call.enter("ended")
        elif call.outgoing and call.state != "ended":
            call.given_up = True
            self._socket.put(
                self._compose("CANCEL", call, branch=call.branch, cseq=call.invite_cseq)
            )
        elif call.invite is not None and call.state != "ended":
            self._reply(call.invite, 486, call=call)
            call.enter("ended")

    def forget_call(self, call: Call) -> None:
        """Drop a call that has ended."""
        self.calls.pop(call.id, None)

    # Asking.

    async def _invite(self, call: Call) -> None:
        call.invite_sent_at = time.monotonic()
        answer = await self._ask_invite(call)
        if answer.status == 401 and self._secret:
            proof = self._prove(answer, "INVITE", call.remote_uri)
            answer = await self._ask_invite(call, ("Authorization", proof))
        if answer.status < 300:
            call.take_description(answer.body)
            call.enter("up")
        else:
            call.enter("ended")
        if call.given_up:  # the answer crossed the giving up
            await self.release(call)

    async def _ask_invite(self, call: Call, *proof: Header) -> SipMessage:
        """Invite, and acknowledge the answer."""
        call.cseq += 1
        cseq = call.invite_cseq = call.cseq
        call.branch, call.remote_tag = new_branch(), ""
        body = call.describe_voice()
        invite = self._compose("INVITE", call, *proof, branch=call.branch, cseq=cseq, body=body)
        answer = await self._socket.ask(
            invite, call.branch, within=INVITE_S, on_progress=call.progress
        )
        call.code = answer.status
        call.remote_tag = tag_of(answer["to"])
        refused = answer.status >= 300
        if not refused:
            call.remote_target = uri_of(answer["contact"]) or call.remote_uri
        branch = call.branch if refused else new_branch()
        self._socket.put(self._compose("ACK", call, branch=branch, cseq=cseq))
        return answer

    async def _request(self, method: str, call: Call) -> SipMessage:
        call.cseq += 1
        branch = new_branch()
        message = self._compose(method, call, branch=branch, cseq=call.cseq)
        return await self._socket.ask(message, branch)

    # Being asked.

    def _take_request(self, message: SipMessage) -> None:
        call = self.calls.get(message["call-id"])
        match message.method:
            case "INVITE":
                self._take_invite(message, call)
            case "CANCEL" | "BYE" if call is not None:
                self._take_end(message, call)
            case "NOTIFY" if call is not None:
                self._take_notify(message, call)
            case "ACK":
                pass
            case "OPTIONS":
                self._reply(message, 200)
                self._looked_for.set()
            case _:
                self._reply(message, 200, call=call)

    def _take_invite(self, message: SipMessage, call: Call | None) -> None:
        if call is None:
            self._keep(asyncio.get_running_loop().create_task(self._take_call(message)))
        else:
            call.take_description(message.body)
            self._reply(message, 200, call=call, body=call.describe_voice())

    def _take_notify(self, message: SipMessage, call: Call) -> None:
        self._reply(message, 200, call=call)
        call.notified.append(message["event"])
        if self.obeys and message["event"] == "talk":
            call.answer()

    def _take_end(self, message: SipMessage, call: Call) -> None:
        self._reply(message, 200, call=call)
        if message.method == "CANCEL" and call.invite and call.state in ("new", "ringing"):
            self._reply(call.invite, 487, call=call)
        call.enter("ended")

    async def _take_call(self, invite: SipMessage) -> None:
        call = Call(self, invite["call-id"], outgoing=False, hertz=self.hertz)
        self.calls[call.id] = call
        call.invite = invite
        call.remote_tag, call.remote_uri = tag_of(invite["from"]), uri_of(invite["from"])
        call.remote_target, call.local_uri = uri_of(invite["contact"]), uri_of(invite["to"])
        call.caller_number = user_of(invite["from"])
        self._reply(invite, 100, call=call)
        await call.open_voice()
        call.take_description(invite.body)
        self._reply(invite, 180, call=call)
        call.enter("ringing")
        if self._incoming.full():
            self._incoming.get_nowait()
        self._incoming.put_nowait(call)
        if self.answers_after_s is not None:
            await asyncio.sleep(self.answers_after_s)
            call.answer()

    # Writing.

    def _compose(
        self, method: str, call: Call, *more: Header, branch: str, cseq: int, body: str = ""
    ) -> bytes:
        tag = f";tag={call.remote_tag}" if call.remote_tag and method != "CANCEL" else ""
        first_time = method in ("INVITE", "CANCEL") or (method == "ACK" and call.code >= 300)
        uri = call.remote_uri if first_time else call.remote_target
        headers = [
            self._socket.via(self.ip, branch),
            ("Max-Forwards", "70"),
            ("From", f"{call.local_name}<{call.local_uri}>;tag={call.local_tag}"),
            ("To", f"<{call.remote_uri}>{tag}"),
            ("Call-ID", call.id),
            ("CSeq", f"{cseq} {method}"),
            self._contact(),
            ALLOW,
            *more,
        ]
        if call.local_uri == WITHHELD_FROM:
            headers.append(("Privacy", "id"))
        return compose(f"{method} {uri} SIP/2.0", headers, body)

    def _reply(
        self, request: SipMessage, code: int, *, call: Call | None = None, body: str = ""
    ) -> None:
        to = request["to"]
        if code > 100 and not tag_of(to):
            to += f";tag={call.local_tag if call else secrets.token_hex(6)}"
        headers = [
            *(("Via", via) for via in request.every("via")),
            ("From", request["from"]),
            ("To", to),
            ("Call-ID", request["call-id"]),
            ("CSeq", request["cseq"]),
            self._contact(),
            ALLOW,
        ]
        message = compose(f"SIP/2.0 {code} {_PHRASES[code]}", headers, body)
        self._socket.reply(request, message)

    def _contact(self) -> Header:
        return ("Contact", f"<sip:{self.user}@{self.ip}:{self._socket.port}>")

    def _prove(self, answer: SipMessage, method: str, uri: str) -> str:
        challenge = answer["www-authenticate"]
        return authorization(challenge, self.user, secret=self._secret, method=method, uri=uri)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_PHRASES: Final[dict[int, str]] = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    486: "Busy Here",
    487: "Request Terminated",
}
