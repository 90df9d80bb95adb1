declare function require(name: string): any;
let n: number = Number(require('fs').readFileSync(0, 'latin1'));
let x = 1;
while (n-- > 0) x = (x * 16807) % 2147483647;
console.log(x);
