int depth(int n) { 1 + depth(n + 1) }
println depth(0)
