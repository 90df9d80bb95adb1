print(os.execute('exit 0') and 'done' or 'refused')
