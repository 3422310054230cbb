#include <initializer_list>
struct T {
    T(int);
    T(const T &);
    ~T();
};
struct List {
    List(std::initializer_list<T> l) : n(l.size()) {}
    List(int, int);
    ~List();
    decltype(sizeof 0) n;
};
struct Plain {
    Plain(int, int);
};
void braces() { List l{1, 2}; }
void parentheses() { List l(1, 2); }
void loop()
{
    for (T t : {T(1), T(2)})
        (void)t;
}
void argument(std::initializer_list<T>);
void passes() { argument({1, 2, 3}); }
void plain() { Plain p{1, 2}; }
Plain returned() { return {1, 2}; }
