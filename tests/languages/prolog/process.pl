main :- catch(( shell('exit 0', 0) -> writeln(done) ; writeln(refused) ), _, writeln(refused)).
