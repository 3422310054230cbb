# Functions made by a function: what they give their callers is told apart by
# the call that made them; the functions as written have the edges of all, each
# as certain as it is where the function was made.
import functools


def make(f):
    def inner(*args):
        return f(*args)
    return inner


def traced(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper


def with_tag(tag):
    def decorate(f):
        @functools.wraps(f)
        def tagged(*args, **kwargs):
            return f(*args, **kwargs)
        return tagged
    return decorate


def give_x(): return x
def give_y(): return y
def x(): pass
def y(): pass

made_x = make(give_x)
made_y = make(give_y)


@traced
def traced_x(): return x

@traced
def traced_y(): return y

@with_tag("a")
def tagged_x(): return x

@with_tag("b")
def tagged_y(): return y


# no instance in a context: one class, whatever it was made with
def in_class(f):
    class Holder:
        def run(self):
            return f()
    return Holder()

held_x = in_class(give_x)
held_y = in_class(give_y)


# what a closure keeps in its own list stays its own
def collector(f):
    kept = [f]
    def first():
        return kept[0]
    return first

first_x = collector(x)
first_y = collector(y)


# a shared list is shared
everything = []
def register(f):
    everything.append(f)
    return f

@register
def reg1(): pass
@register
def reg2(): pass


# calls itself: one level is told apart
def again(n, f):
    def step():
        return f()
    if n:
        return again(n - 1, step)
    return step

stepped = again(3, x)


# what a generator made here yields is joined
def generator_of(f):
    def generate():
        yield f
    return generate

some_x = generator_of(x)
some_y = generator_of(y)


def use_made(): made_x()()
def use_made_y(): made_y()()
def use_traced(): traced_x()()
def use_tagged(): tagged_y()()
def use_held(): held_x.run()()
def use_first(): first_x()()
def use_registered(): reg1()
def use_everything():
    for f in everything:
        f()
def use_generated():
    for f in some_x():
        f()
