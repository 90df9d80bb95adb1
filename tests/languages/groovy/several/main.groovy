def (a, b) = System.in.newReader().readLine().split(' ')*.toInteger()
println Sums.add(a, b)
