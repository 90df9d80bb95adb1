def read_pair(text):
    words = text.split()
    if len(words) != 2:
        return None
    try:
        return int(words[0]), int(words[1])
    except ValueError:
        return None
