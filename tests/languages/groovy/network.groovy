try { new Socket('127.0.0.1', 80); println 'done' } catch (IOException e) { println 'refused' }
