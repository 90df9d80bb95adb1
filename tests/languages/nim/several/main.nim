import std/[strutils, sequtils]
import sums

let numbers = stdin.readLine.splitWhitespace.map(parseInt)
echo add(numbers[0], numbers[1])
