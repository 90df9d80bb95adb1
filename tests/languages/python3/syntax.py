print("text"
