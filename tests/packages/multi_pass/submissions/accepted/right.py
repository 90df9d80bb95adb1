verb, word = input().split()
shift = ord("a") - ord("0")
if verb == "decode":
    shift = -shift
print("".join(chr(ord(c) + shift) for c in word))
