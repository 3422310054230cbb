def fill(config):
    config["B"] = 3
