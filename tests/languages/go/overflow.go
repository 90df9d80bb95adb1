package main

import "fmt"

func depth(n int) int {
	return 1 + depth(n+1)
}

func main() {
	fmt.Println(depth(0))
}
