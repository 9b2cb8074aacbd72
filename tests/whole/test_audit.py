"""The dependency audit says what it knows, and never calls clean what it did not see."""

from scripts.audit import UNREACHABLE, verdict

CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
FLAWED = {
    "name": "bleach",
    "version": "6.4.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["6.5.0"]}],
}
UNKNOWN = {"name": "nh3", "skip_reason": "not found"}


def test_no_answer_is_not_a_clean_bill() -> None:
    assert verdict([]) == ([UNREACHABLE], 0)
    assert verdict([UNKNOWN]) == ([UNREACHABLE], 0)


def test_a_known_vulnerability_fails_the_audit() -> None:
    lines, code = verdict([CLEAN, FLAWED])
    assert lines[0] == "bleach 6.4.0: PYSEC-1 (fixed in 6.5.0)"
    assert code == 1


def test_what_could_not_be_audited_is_named() -> None:
    lines, code = verdict([CLEAN, UNKNOWN])
    assert lines == [
        "not audited, for the database does not know them: nh3",
        "1 dependency audited",
    ]
    assert code == 0
