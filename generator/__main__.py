"""Run the command line: ``python -m generator``."""

from generator.start import main

if __name__ == "__main__":
    main()
