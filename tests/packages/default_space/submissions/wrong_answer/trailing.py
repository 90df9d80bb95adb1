for i in range(int(input())):
    print(" " * i + "x ")
