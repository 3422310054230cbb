#include "shape.h"
int Shape::edges() { return 0; }
Shape::~Shape() {}
int measure(Shape &s) { return s.area() + s.edges(); }
void dispose(Shape *s) { delete s; }
