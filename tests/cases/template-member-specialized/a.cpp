#include "parts.h"
int a(Part<int> *i, Part<char> *c) { return i->member('a') + c->member('a') + c->member(1) + i->plain(1) + c->plain('a'); }
