"""How the states of a member look."""

from pilots.enums import MemberState

MEMBER_TONES = {
    MemberState.LEADING: "ok",
    MemberState.CONFIRMED: "ok",
    MemberState.INVITED: "wait",
    MemberState.DECLINED: "no",
    MemberState.REMOVED: "plain",
    MemberState.LEFT: "plain",
}
