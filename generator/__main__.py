"""Run the command line: ``python -m generator``."""

from generator.start import program

if __name__ == "__main__":
    program()
