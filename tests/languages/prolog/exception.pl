main :- throw(boom).
