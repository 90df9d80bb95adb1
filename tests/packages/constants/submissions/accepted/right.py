n = int(input())
print("{{word}}" if n == {{bound}} else n)
