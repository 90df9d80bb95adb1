declare function require(name: string): any;
try {
  require('fs').readFileSync('/etc/passwd');
  console.log('done');
} catch (error) {
  console.log('refused');
}
