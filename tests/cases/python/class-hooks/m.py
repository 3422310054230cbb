class Base:
    kinds = {}

    def __init_subclass__(cls, key=None, **more):
        super().__init_subclass__(**more)
        note(cls)
        Base.kinds[key] = cls

    @classmethod
    def make(cls, key):
        return cls.kinds[key]()


def note(cls):
    pass


class One(Base, key="one"):
    def go(self, x):
        return x


class Two(Base, key="two"):
    def go(self, x):
        return x


class Below(One):
    def __init_subclass__(cls):
        pass

    def go(self, x):
        return x


class Last(Below):
    pass


def run(key, x):
    return Base.make(key).go(x)
