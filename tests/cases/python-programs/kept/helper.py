def size():
    return 1
def not_called():
    return 2
