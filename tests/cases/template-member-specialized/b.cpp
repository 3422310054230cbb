#include "parts.h"
int b(Part<int> *i, Part<char> *c)
{
    return c->member('a') + i->member('a') + c->member(1) + c->plain('a') + i->plain(1) +
           Part<int>::Inner<int>().get() + Part<int>::Inner<char>().get();
}
