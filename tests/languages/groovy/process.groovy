try { '/bin/sh'.execute(); println 'done' } catch (IOException e) { println 'refused' }
