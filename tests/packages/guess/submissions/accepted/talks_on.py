# Says goodbye to an interactor that no longer listens.
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
for _ in range(1000):
    print("goodbye", flush=True)
