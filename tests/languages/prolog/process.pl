main :- ( shell('exit 0', 0) -> writeln(done) ; writeln(refused) ).
