import lib_cuda


class T:
    def a_one(self):
        pass

    def a_two(self):
        pass

    def a_one_b(self):
        pass


def added():
    getattr(T(), "a_" + "one")()


def chosen(c):
    getattr(T(), "a_" + ("one" if c else "two"))()


def percent():
    getattr(T(), "a_%s" % "two")()


def percent_tuple():
    getattr(T(), "%s_%s_b" % ("a", "one"))()


def formatted():
    getattr(T(), "a_{}".format("one"))()


def formatted_by_place():
    getattr(T(), "{1}_{0}".format("two", "a"))()


def formatted_by_name():
    getattr(T(), "a_{what}_b".format(what="one"))()


def given(kind):
    getattr(T(), "a_%s" % kind)()


def give():
    given("two")
