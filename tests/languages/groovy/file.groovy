try { new File('/etc/passwd').text; println 'done' } catch (IOException e) { println 'refused' }
