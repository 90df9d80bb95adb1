package main

import "fmt"

func main() {
	var n, x int64 = 0, 1
	for fmt.Scan(&n); n > 0; n-- {
		x = x * 16807 % 2147483647
	}
	fmt.Println(x)
}
