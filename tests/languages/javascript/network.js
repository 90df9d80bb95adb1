const socket = require('net').connect(80, '127.0.0.1', () => console.log('done'));
socket.on('error', () => console.log('refused'));
