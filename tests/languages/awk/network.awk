BEGIN { print (("/inet/tcp/0/127.0.0.1/80" |& getline line) > 0 ? "done" : "refused") }
