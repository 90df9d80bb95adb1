const depth = (n: number): number => 1 + depth(n + 1);
console.log(depth(0));
