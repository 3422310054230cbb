def work(): pass
def other(): pass
def _hidden(): pass
