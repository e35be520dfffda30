"""conversations.history, conversations.replies.

History comes newest first, replies oldest first with the root on the first page. A cursor names the message at which
the next page begins, so that pages stay right while people write.
"""

from bisect import bisect_left, bisect_right

from deploy.sandbox.slack import access, posting
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.ids import is_ts
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.methods.paging import cursor_of, limit_of, next_cursor
from deploy.sandbox.slack.rates import TIER_3
from deploy.sandbox.slack.records import Channel
from deploy.sandbox.slack.refusals import Refused


def replies(backend: Backend, args: Arguments) -> Answer:
    channel = access.readable(backend, args.need("channel"))
    ts, limit = args.need("ts"), limit_of(args, 1000, 1000)
    if ts not in channel.messages:
        raise Refused("thread_not_found")
    thread = channel.thread(ts)  # of a reply: itself alone
    low, high = _bounds(args, thread)
    cursor = _place(args, f"thread{ts}")
    start = bisect_left(thread, cursor) if cursor else low
    shown = thread[start : min(start + limit, high)]
    if low > 0 and not cursor:
        shown = [ts, *shown]  # the root comes even when it is older than `oldest`
    return _answer(backend, channel, shown, f"thread{ts}", thread[start + limit] if start + limit < high else "")


def history(backend: Backend, args: Arguments) -> Answer:
    channel = access.readable(backend, args.need("channel"))
    limit = limit_of(args, 100, 999)
    low, high = _bounds(args, channel.tops)
    if cursor := _place(args, "history"):
        high = min(high, bisect_right(channel.tops, cursor))
    start = max(low, high - limit)
    shown = channel.tops[start:high][::-1]
    return _answer(backend, channel, shown, "history", channel.tops[start - 1] if start > low else "")


def _answer(backend: Backend, channel: Channel, shown: list[str], kind: str, following: str) -> Answer:
    messages = [posting.aged(backend, channel.messages[ts]) for ts in shown]
    answer: Answer = {
        "messages": [backend.events.shape(channel, message) for message in messages],
        "has_more": bool(following),
        "pin_count": 0,
    }
    return answer | (next_cursor(kind, following) if following else {})


def _bounds(args: Arguments, line: list[str]) -> tuple[int, int]:
    """The part of a line of timestamps between `oldest` and `latest`, the ends only if `inclusive`."""
    oldest, latest, inclusive = _time(args, "oldest"), _time(args, "latest"), args.flag("inclusive")
    low = (bisect_left if inclusive else bisect_right)(line, oldest) if oldest else 0
    high = (bisect_right if inclusive else bisect_left)(line, latest) if latest else len(line)
    return low, max(low, high)


def _time(args: Arguments, name: str) -> str:
    """A time in seconds, with or without a fraction, as a timestamp that compares; "" for none."""
    value = args.text(name)
    if not value or value == "0":
        return ""
    whole, _, fraction = value.partition(".")
    padded = f"{whole:0>10}.{fraction:0<6}"
    if not is_ts(padded):
        raise Refused(f"invalid_ts_{name}")
    return padded


def _place(args: Arguments, kind: str) -> str:
    place = cursor_of(args, kind)
    if place and not is_ts(place):
        raise Refused("invalid_cursor")
    return place


METHODS = {
    "conversations.replies": Method(replies, TIER_3),
    "conversations.history": Method(history, TIER_3),
}
