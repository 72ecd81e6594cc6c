from county_office.page_parts import steps_until


def test_steps_before_the_present_one_are_done_and_later_ones_to_come() -> None:
    steps = steps_until(["Contact", "Needs", "Root cause"], 2, ["in May", "by June", ""])
    assert [(s.number, s.state, s.when) for s in steps] == [
        (1, "done", "in May"),
        (2, "now", "by June"),
        (3, "to-come", ""),
    ]


def test_after_the_last_step_all_are_done() -> None:
    assert {s.state for s in steps_until(["Contact", "Needs"], 3)} == {"done"}
