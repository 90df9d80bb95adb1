main :- writeln(1 + ).
