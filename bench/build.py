"""One process's share of the data: `python -m bench.build FIRST LAST`."""

import sys


def main() -> None:
    """Makes the applications FIRST…LAST-1."""
    import django

    django.setup()
    from bench.data import make

    make(int(sys.argv[1]), int(sys.argv[2]))


if __name__ == "__main__":
    main()
