int sink(int);
template <class T> struct S {
    int inside() { return sink(1); }
    int outside();
};
template <class T> int S<T>::outside() { return sink(2); }
extern template struct S<int>;
template <class T> int function(T x) { return sink(x); }
extern template int function<int>(int);
int use() { return S<int>().outside() + function(1); }
template struct S<long>;
