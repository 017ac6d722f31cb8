"""`python -m hegao` is the command `hegao`."""

from hegao.cli import main

if __name__ == "__main__":
    main()
