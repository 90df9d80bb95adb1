error ("boom");
