@groovy.transform.CompileStatic
long power(int n) {
    long x = 1
    while (n-- > 0) x = x * 16807L % 2147483647L
    x
}
println power(System.in.newReader().readLine() as int)
