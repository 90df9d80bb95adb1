"""As guess/output_validator, with the number of guesses as an argument."""
import sys

ACCEPT, REJECT = 42, 43


def say(text):
    print(text, flush=True)


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        secret = int(file.read())
    for _ in range(int(sys.argv[4])):
        try:
            guess = int(input())
        except (EOFError, ValueError):
            return REJECT
        if guess == secret:
            say("correct")
            return ACCEPT
        say("lower" if secret < guess else "higher")
    return REJECT


sys.exit(main())
