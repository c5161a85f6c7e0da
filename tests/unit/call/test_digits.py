from ivr.call.digits import Entered, Keypad, Nothing, Patience, Question, Result, Wish

CHOICE = Question(frozenset("1234"))
PIN = Question(least=6, most=6)
NUMBER = Question(least=1, most=6)


def keyed(keypad: Keypad, digits: str, at: float = 1.0) -> Result | None:
    result = None
    for n, digit in enumerate(digits):
        result = keypad.key(digit, at + n * 0.2)
    return result


def asked(question: Question) -> Keypad:
    keypad = Keypad()
    assert keypad.put(question, 0.0) is None
    return keypad


def test_a_key_that_is_offered_answers_at_once() -> None:
    assert asked(CHOICE).key("2", 1.0) == Entered("2")


def test_a_key_that_is_not_offered_is_no_answer() -> None:
    assert asked(CHOICE).key("5", 1.0) is Nothing.NOT_OFFERED


def test_nought_star_and_nine_mean_the_same_in_every_choice() -> None:
    assert asked(CHOICE).key("0", 1.0) is Wish.OPERATOR
    assert asked(CHOICE).key("*", 1.0) is Wish.BACK
    assert asked(CHOICE).key("9", 1.0) is Wish.REPEAT


def test_nought_and_nine_are_digits_while_digits_are_asked() -> None:
    assert keyed(asked(PIN), "090909") == Entered("090909")


def test_an_entry_is_complete_by_its_length() -> None:
    keypad = asked(PIN)
    assert keyed(keypad, "12345") is None
    assert keypad.key("6", 3.0) == Entered("123456")


def test_a_hash_ends_a_shorter_entry() -> None:
    assert keyed(asked(NUMBER), "123#") == Entered("123")


def test_a_hash_right_after_a_complete_entry_is_swallowed() -> None:
    keypad = asked(PIN)
    keyed(keypad, "123456#")
    assert keypad.put(CHOICE, 4.0) is None
    assert keypad.key("#", 9.0) is Nothing.NOT_OFFERED


def test_a_hash_on_too_few_digits_leaves_the_entry_incomplete() -> None:
    assert keyed(asked(PIN), "123#") is Nothing.INCOMPLETE


def test_a_star_takes_back_what_was_keyed_and_then_leaves() -> None:
    keypad = asked(PIN)
    assert keyed(keypad, "123*") is None
    assert keyed(keypad, "654321", 5.0) == Entered("654321")
    assert asked(PIN).key("*", 1.0) is Wish.BACK


def test_silence_counts_from_the_end_of_the_prompt() -> None:
    keypad = asked(CHOICE)
    assert keypad.deadline() is None
    keypad.prompt_over(10.0)
    assert keypad.deadline() == 10.0 + CHOICE.patience.first
    assert keypad.expire(12.0) is None
    assert keypad.expire(10.0 + CHOICE.patience.first) is Nothing.SILENCE


def test_a_pause_between_digits_ends_an_entry_that_may_be_shorter() -> None:
    keypad = asked(NUMBER)
    keyed(keypad, "12")
    assert keypad.deadline() == 1.2 + NUMBER.patience.between
    assert keypad.expire(10.0) == Entered("12")


def test_a_pause_between_digits_leaves_a_fixed_entry_incomplete() -> None:
    keypad = asked(PIN)
    keyed(keypad, "12345")
    assert keypad.expire(10.0) is Nothing.INCOMPLETE


def test_an_entry_as_a_whole_has_its_time_too() -> None:
    keypad = asked(Question(least=6, most=6, patience=Patience(5.0, 4.0, 6.0)))
    for at in (1.0, 4.0, 6.5):
        keypad.key("1", at)
    assert keypad.deadline() == 7.0


def test_keys_typed_ahead_answer_the_questions_to_come() -> None:
    keypad = Keypad()
    keyed(keypad, "12")
    assert keypad.has_typed_ahead
    assert keypad.put(CHOICE, 2.0) == Entered("1")
    assert keypad.put(CHOICE, 2.0) == Entered("2")
    assert keypad.put(CHOICE, 2.0) is None


def test_no_more_than_thirty_keys_are_kept() -> None:
    keypad = Keypad()
    keyed(keypad, "1" * 40)
    answers = 0
    while keypad.put(CHOICE, 20.0) is not None:
        answers += 1
    assert answers == 30


def test_keys_typed_ahead_do_not_confirm() -> None:
    keypad = Keypad()
    keyed(keypad, "11")
    confirmation = Question(frozenset("1"), typed_ahead=False)
    assert keypad.put(confirmation, 2.0) is None
    assert keypad.key("1", 2.5) == Entered("1")


def test_without_barge_in_a_key_counts_only_after_the_prompt() -> None:
    keypad = asked(Question(frozenset("1"), barge_in=False))
    assert keypad.key("1", 1.0) is None
    keypad.prompt_over(2.0)
    assert keypad.key("1", 2.5) == Entered("1")


def test_digits_do_not_show() -> None:
    keypad = asked(PIN)
    keyed(keypad, "47115")
    assert "47115" not in repr(keypad)
    assert "471152" not in repr(keypad.key("2", 3.0))
