BEGIN { print (1 + }
