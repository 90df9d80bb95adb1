from helper import helper

print(helper(int(input())))
