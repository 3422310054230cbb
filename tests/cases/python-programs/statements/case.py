import ext_cuda
def assignments(a, b):
    """text"""
    x = y = ext_cuda.f()
    a.b, b[0] = x, y
    x += 1
    z: int = 2
    w: int
    first, *rest = b
    del x, a.b
    return rest
def branches(a):
    if a > 1:
        return 1
    elif a:
        pass
    else:
        raise ValueError("a")
    assert a, "no"
    raise
def loops(a):
    for x in a:
        if x:
            break
        continue
    else:
        a = 1
    while a:
        a -= 1
    while a:
        break
    else:
        a = 2
def tries(f):
    try:
        f()
    except (ImportError, os.error) as e:
        raise errors.Bad
    except ValueError:
        pass
    except:
        return
    else:
        f(1)
    finally:
        f(2)
def contexts(f, g):
    with f() as x, g:
        x()
def typed():
    global word
    word = 1
async def later(f):
    await f()
ext_cuda.g(assignments(1, 2), branches(1), loops(1), tries(1), contexts(1, 2), typed(), later(1))
