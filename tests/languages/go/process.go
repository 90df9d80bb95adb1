package main

import (
	"fmt"
	"os/exec"
)

func main() {
	if err := exec.Command("/bin/sh", "-c", "exit 0").Run(); err != nil {
		fmt.Println("refused")
	} else {
		fmt.Println("done")
	}
}
