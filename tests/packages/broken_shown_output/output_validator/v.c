#include <stdio.h>

// The answer is "below N", which is no output.
int main(int argc, char** argv) {
  int n;
  int below;
  int divisor;
  if (argc < 3) return 1;
  FILE* input = fopen(argv[1], "r");
  FILE* answer = fopen(argv[2], "r");
  if (input == NULL || answer == NULL) return 1;
  if (fscanf(input, "%d", &n) != 1 || fscanf(answer, "below %d", &below) != 1) return 1;
  if (scanf("%d", &divisor) != 1) return 43;
  return divisor > 0 && divisor < below && n % divisor == 0 ? 42 : 43;
}
