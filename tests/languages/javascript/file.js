try {
  require('fs').readFileSync('/etc/passwd');
  console.log('done');
} catch (error) {
  console.log('refused');
}
