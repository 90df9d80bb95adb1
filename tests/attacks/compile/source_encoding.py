# class: compile-time code
# tries: choose, by coding: utf_7, a codec to decode the source with, as import hooks do
# expect: contained
print("contai" "+AG4-ed")
