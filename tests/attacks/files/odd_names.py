# class: odd file names
# tries: leave names that break those who list, log or remove them
# expect: contained
import os

odd = ("new\nline", "\x1b]0;title\x07", "-rf", "$(touch pwned)", "..\\", " ", "\udcff\udcfe")
names = (*odd, "a" * 255)
for name in names:
    os.mkdir(name)
    with open(os.path.join(name, name[:200]), "w") as file:
        file.write("x")
    os.chmod(name, 0)
print("contained" if len(os.listdir(".")) == len(names) else "ESCAPED")
