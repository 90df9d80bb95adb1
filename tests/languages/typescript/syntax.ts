const x: number = 'text';
