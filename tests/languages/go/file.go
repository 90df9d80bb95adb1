package main

import (
	"fmt"
	"os"
)

func main() {
	if _, err := os.ReadFile("/etc/passwd"); err != nil {
		fmt.Println("refused")
	} else {
		fmt.Println("done")
	}
}
