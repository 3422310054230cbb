#ifndef SHAPE_H
#define SHAPE_H
struct Shape {
    virtual int area() = 0;
    virtual int edges();
    virtual ~Shape();
};
int measure(Shape &);
#endif
