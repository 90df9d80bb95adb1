main :- catch((open('/etc/passwd', read, _), writeln(done)), _, writeln(refused)).
