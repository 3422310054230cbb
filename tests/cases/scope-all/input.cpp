#include "header.h"
int use() { return used(1); }
