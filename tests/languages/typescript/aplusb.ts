declare function require(name: string): any;
const lines: string[] = require('fs').readFileSync(0, 'latin1').split('\n');
const sums: number[] = [];
for (let i = 1; i <= Number(lines[0]); i++) {
  const [a, b] = lines[i].split(' ');
  sums.push(Number(a) + Number(b));
}
console.log(sums.join('\n'));
