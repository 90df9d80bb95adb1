declare function require(name: string): any;
const result = require('child_process').spawnSync('/bin/sh', ['-c', 'exit 0']);
console.log(result.error ? 'refused' : 'done');
