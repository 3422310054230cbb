#ifndef PARTS_H
#define PARTS_H
template <class T> struct Part {
    int plain(T t);
    template <class U> int member(U u);
    template <class U> struct Inner {
        int get() { return 1; }
    };
};
template <class T> int Part<T>::plain(T) { return 1; }
int general();
int special();
int most_special();
template <class T> template <class U> int Part<T>::member(U) { return general(); }
template <> template <class U> int Part<int>::member(U) { return special(); }
template <> template <> inline int Part<char>::member(int) { return most_special(); }
template <> inline int Part<int>::plain(int) { return 2; }
template <> template <> inline int Part<int>::Inner<int>::get() { return 3; }
#endif
