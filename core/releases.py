"""When figures of answers that were given in confidence are shown anew: the one rule of all of them."""


def may_release(answers: int, *, released: int, least: int) -> bool:
    """Whether figures may be shown, or shown anew: at first once `least` have answered, and again after as many more.

    Two releases, one subtracted from the other, speak of `least` people at least, never of a single one.

    Args:
        answers: how many have answered by now.
        released: how many answers are in the figures that are shown; 0 before.
        least: how many answers protect each other.
    """
    return answers - released >= least
