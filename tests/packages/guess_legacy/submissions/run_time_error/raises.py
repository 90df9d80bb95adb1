# Right, but with an exit code.
import sys

least, most = 1, 1000
answer = ""
while answer != "correct":
    guess = (least + most) // 2
    print(guess, flush=True)
    answer = input()
    if answer == "lower":
        most = guess - 1
    else:
        least = guess + 1
sys.exit(3)
