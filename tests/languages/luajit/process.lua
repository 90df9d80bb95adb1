print(os.execute('exit 0') == 0 and 'done' or 'refused')
